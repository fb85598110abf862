/**
 * Month names as logs print them: the English abbreviations of syslog, and the abbreviations that the C library's
 * locales give to `dmesg -T` and `journalctl` (facts read from the locale definitions).
 */

const ENGLISH = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ENGLISH_CODES = new Map(ENGLISH.map((name, index) => [letters(name, 0), index + 1]));

function letters(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) | 0x20) << 16) |
    ((text.charCodeAt(at + 1) | 0x20) << 8) |
    (text.charCodeAt(at + 2) | 0x20)
  );
}

/** 1-12 for the English three-letter month at `at`, else 0. */
export function monthNumber(text: string, at: number): number {
  return ENGLISH_CODES.get(letters(text, at)) ?? 0;
}

/**
 * One row per month. Names that mean different months in different languages (`lis`, `lip` and `srp` in Polish,
 * Czech and Croatian) are left out: no month is better than a wrong one.
 */
const LOCAL_NAMES = [
  'jan jän jaan janv gen ene ian led sty tammi oca янв яну јан січ ιαν saus',
  'feb febr fév févr fev veebr úno lut helmi velj şub фев феб лют φεβ vas',
  'mar mär mars märts mrt márc març maalis bře ožu мар бер μαρ kov',
  'apr abr avr avril april ápr dub kwi huhti tra nis апр кві απρ bal',
  'may mai maj máj maig mag mei kvě touko svi мая май мај тра μαϊ geg',
  'jun jún jūn juin juny giu iun juni juuni čen cze kesä haz июн юни јун чер ιουν birž',
  'jul júl jūl juil lug iul juli juuli čec heinä tem июл юли јул лип ιουλ liep',
  'aug ago août ag agu avg sie elo kol ağu авг сер αυγ rugp',
  'sep sept set szept zář wrz syys ruj eyl сен сеп вер σεπ rugs',
  'oct okt ott out říj paź loka eki окт жов οκτ spal',
  'nov marras stu kas ноя ное нов νοε lapkr',
  'dec dez déc dic des dets gru pro joulu ara дек дец груд гру δεκ gruod',
];
const LOCAL = new Map(
  LOCAL_NAMES.flatMap((row, index) => row.split(' ').map((name) => [name, index + 1] as const)),
);

/** 1-12 for a month's name in any known language, or for a numbered month (`4月`), else 0. */
export function localMonthNumber(name: string): number {
  const numbered = /^(\d{1,2})(?:月|월)$/.exec(name);
  if (numbered !== null) {
    const month = Number(numbered[1]);
    return month >= 1 && month <= 12 ? month : 0;
  }
  return LOCAL.get(name.toLowerCase().replace(/\.$/, '')) ?? 0;
}
