/**
 * A drawing as PNG, where the optional renderer and its font are installed: mail readers show no SVG. Text needs a font
 * file of its own, since a renderer without system fonts leaves text out without a word.
 */
import { createRequire } from 'node:module';

/** Larger than it is shown: sharp on fine screens. */
const SCALE = 1.5;

type Renderer = (svg: string) => Uint8Array;
let renderer: Promise<Renderer | null> | undefined;

/** Null where the renderer is not installed, or the drawing is none that it can read. */
export async function chartPicture(svg: string): Promise<Uint8Array | null> {
  renderer ??= loadRenderer();
  const render = await renderer;
  try {
    return render === null ? null : render(svg);
  } catch {
    // A mail without its picture still says everything; one that is not sent says nothing.
    return null;
  }
}

async function loadRenderer(): Promise<Renderer | null> {
  const { resolve } = createRequire(import.meta.url);
  try {
    const { Resvg } = await import('@resvg/resvg-js');
    const fontFiles = [
      resolve('@expo-google-fonts/open-sans/400Regular/OpenSans_400Regular.ttf'),
      resolve('@expo-google-fonts/open-sans/700Bold/OpenSans_700Bold.ttf'),
    ];
    const font = { fontFiles, loadSystemFonts: false, defaultFontFamily: 'Open Sans' };
    return (svg) => new Resvg(svg, { font, fitTo: { mode: 'zoom', value: SCALE } }).render().asPng();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Not installed, or not for this platform: the package of the native part is then missing. */
function isMissing(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (
    code === 'MODULE_NOT_FOUND' ||
    code === 'ERR_MODULE_NOT_FOUND' ||
    code === 'ERR_DLOPEN_FAILED' ||
    /Cannot find module|Unsupported|Failed to load native binding/.test(String(message))
  );
}
