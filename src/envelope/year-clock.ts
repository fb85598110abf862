/**
 * Finds the year of a stamp that was printed without one, from the moment the log was last written. The year is the
 * latest that does not lie in the future (a day is allowed for time zones). It does not fall back where lines run on a few
 * days beyond that moment; where December follows January out of order it does.
 */

const DAY_MS = 86_400_000;
/** Once lines have given a year, a clock that ran this far ahead of the reference does not change it. */
const SLACK_MS = 7 * DAY_MS;

export interface YearClock {
  /** `month` 1-12. Null without a reference. */
  yearOf(month: number, day: number, hour: number, minute: number, second: number): number | null;
}

export function createYearClock(referenceTime: string | undefined): YearClock {
  const limit = referenceTime === undefined ? Number.NaN : Date.parse(referenceTime) + DAY_MS;
  let lastYear: number | null = null;
  let lastMonth = 0;
  return {
    yearOf(month, day, hour, minute, second) {
      if (Number.isNaN(limit)) return null;
      const latest = latestYear(limit, month, day, hour, minute, second);
      const backAcrossNewYear = month - lastMonth > 6;
      const keepsYear =
        lastYear !== null &&
        latest < lastYear &&
        !backAcrossNewYear &&
        Date.UTC(lastYear, month - 1, day, hour, minute, second) <= limit + SLACK_MS;
      const year: number = keepsYear && lastYear !== null ? lastYear : latest;
      lastYear = year;
      lastMonth = month;
      return year;
    },
  };
}

function latestYear(
  limit: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  let year = new Date(limit).getUTCFullYear();
  if (Date.UTC(year, month - 1, day, hour, minute, second) > limit) year--;
  // A 29 February is a day of leap years only.
  while (month === 2 && day === 29 && new Date(Date.UTC(year, 1, 29)).getUTCMonth() !== 1) year--;
  return year;
}
