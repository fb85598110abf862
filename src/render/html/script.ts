/**
 * The script of the page: sorts and filters the task tables and opens what is folded before printing. The page is
 * complete without it. The page's Content-Security-Policy allows it by its hash.
 */
export const SCRIPT = `(() => {
'use strict';
const key = (row, column) => row.cells[column].dataset.sort;
const compare = (a, b, isNumber) => {
  if (!isNumber) return a < b ? -1 : a > b ? 1 : 0;
  return (a === '' ? -Infinity : Number(a)) - (b === '' ? -Infinity : Number(b)) || 0;
};
const sortBy = (table, head) => {
  const isNumber = head.classList.contains('number');
  const now = head.getAttribute('aria-sort');
  const next = now === null ? (isNumber ? 'descending' : 'ascending') : now === 'ascending' ? 'descending' : 'ascending';
  for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', next);
  const sign = next === 'ascending' ? 1 : -1;
  const column = Number(head.dataset.column);
  const body = table.tBodies[0];
  const rows = [...body.rows];
  rows.sort((a, b) => sign * compare(key(a, column), key(b, column), isNumber));
  body.append(...rows);
};
for (const table of document.querySelectorAll('table.sortable')) {
  for (const head of table.tHead.querySelectorAll('th')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sortBy(table, head));
    head.append(button);
  }
}
for (const input of document.querySelectorAll('input[data-filters]')) {
  const body = document.getElementById(input.dataset.filters).tBodies[0];
  const output = input.parentElement.querySelector('output');
  input.parentElement.hidden = false;
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const row of body.rows) {
      const text = [...row.cells].slice(0, 4).map((cell) => cell.textContent).join(' ').toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    output.textContent = words.length ? shown + ' of ' + body.rows.length : '';
  });
}
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
})();`;
