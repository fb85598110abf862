/** The output formats of `parse` by name. */
export const FORMATS = ['text', 'json', 'ndjson', 'markdown', 'html', 'csv'] as const;
export type FormatName = (typeof FORMATS)[number];
