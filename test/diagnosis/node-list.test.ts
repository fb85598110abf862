import { expect, test } from 'vitest';
import { parseNodeList } from '../../src/diagnosis/node-list.js';

test('lists of nodes are read', () => {
  expect(parseNodeList('0')).toEqual(new Set([0]));
  expect(parseNodeList('0-1,1023')).toEqual(new Set([0, 1, 1023]));
});

test('what no machine has is no list of nodes, however large the number', () => {
  for (const list of [
    '(null)',
    '',
    '0-1024',
    '9007199254740993',
    '0-9007199254740993',
    '5,18446744073709551604',
  ])
    expect(parseNodeList(list), list).toBeNull();
});
