/** The logs that the page carries to be tried: a button each. */
import type { Example } from './document.js';
import { element } from './elements.js';

export function listExamples(read: (files: readonly File[]) => void): void {
  const list = element('example-list', HTMLElement);
  const examples = JSON.parse(element('examples', HTMLElement).textContent ?? '[]') as readonly Example[];
  for (const example of examples) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button';
    const about = document.createElement('span');
    about.textContent = example.about;
    button.append(example.title, about);
    button.addEventListener('click', () => read([fileOf(example)]));
    const item = document.createElement('li');
    item.append(button);
    list.append(item);
  }
}

function fileOf({ name, data }: Example): File {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  return new File([bytes], name, { lastModified: 0 });
}
