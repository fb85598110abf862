/** Builds the browser page. */

/** The page as the text of one HTML file. */
export function buildPage(): Promise<string>;
