/** Takes secrets out of text that goes to logs, the database or the screen: tokens, passwords in URLs, webhook paths. */
import type { DeliveryResult } from './sink.js';

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\bx(?:ox[a-z]|app)-[\w-]+/gi, 'xox***'],
  [/\b(https?:\/\/)[^/\s:@]*:[^/\s@]*@/gi, '$1***@'],
  [/\b(https?:\/\/hooks\.slack\.com)\/\S*/gi, '$1/***'],
  [/\b(https?:\/\/[^/\s?#"']+\/)[^\s?#"']{24,}/gi, '$1***'],
  [/([?&](?:token|key|secret|sig|signature|password|access_token)=)[^&\s"']+/gi, '$1***'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, '$1 ***'],
];

export function redact(text: string, secrets: readonly string[] = []): string {
  let shown = text;
  for (const secret of secrets) if (secret.length >= 4) shown = shown.replaceAll(secret, '***');
  for (const [pattern, replacement] of PATTERNS) shown = shown.replace(pattern, replacement);
  return shown;
}

/** What the other side said may repeat what it was sent. */
export function withoutSecrets(result: DeliveryResult, secrets: readonly string[]): DeliveryResult {
  return result.kind === 'delivered'
    ? { ...result, warning: result.warning === null ? null : redact(result.warning, secrets) }
    : { ...result, reason: redact(result.reason, secrets) };
}
