import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatPercent } from '../../src/base/units.js';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [KiB, '1 KiB'],
    [1536, '1.5 KiB'],
    [1023 * KiB, '1023 KiB'],
    [1023.9 * KiB, '1023 KiB'],
    [1024 * MiB - 1, '1023 MiB'],
    [1030000 * KiB, '1006 MiB'],
    [11.37 * MiB, '11.4 MiB'],
    [512 * MiB, '512 MiB'],
    [1.5 * GiB, '1.5 GiB'],
    [3478000 * KiB, '3.32 GiB'],
    [999.6 * GiB, '1000 GiB'],
    [2 ** 50, '1 PiB'],
    [2 ** 63, '8 EiB'],
    [2 ** 75, '32,800 EiB'],
    [-4 * KiB, '-4 KiB'],
    [Number.NaN, 'unknown'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1,000'],
    [1234567, '1,234,567'],
    [-1234, '-1,234'],
    [1234.5, '1,234.5'],
  ])('%d is %s', (count, text) => expect(formatCount(count)).toBe(text));
});

describe('formatPercent', () => {
  it.each([
    [0, 10, '0 %'],
    [1, 10_000, '<0.1 %'],
    [42, 1000, '4.2 %'],
    [5, 100, '5 %'],
    [99.4, 1000, '9.9 %'],
    [99.6, 1000, '10 %'],
    [82, 100, '82 %'],
    [997, 1000, '99.7 %'],
    [99_999, 100_000, '>99.9 %'],
    [100, 100, '100 %'],
    [250, 100, '250 %'],
    [-5, 100, '-5 %'],
    [1, 0, 'unknown'],
  ])('%d of %d is %s', (part, whole, text) => expect(formatPercent(part, whole)).toBe(text));
});

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.25, '0.25 s'],
    [9.999, '10 s'],
    [45.4, '45 s'],
    [59.7, '1 min'],
    [725, '12 min 5 s'],
    [3600, '1 h'],
    [11_999, '3 h 20 min'],
    [86_399, '1 d'],
    [187_200, '2 d 4 h'],
    [-5, '-5 s'],
  ])('%d is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text));
});
