/**
 * Says what Slack would refuse in a message, from the documented limits of Block Kit and the undocumented one on all
 * blocks together. It reads plain JSON, so that it does not share a mistake with our types.
 */

const MAX_ALL_BLOCKS = 13_000;
const RICH = ['rich_text_section', 'rich_text_preformatted', 'rich_text_list', 'rich_text_quote'];

type Json = Readonly<Record<string, unknown>>;

/** Complaints; none for a message that Slack takes. */
export function slackComplaints(message: unknown): readonly string[] {
  const { text, blocks } = asObject(message);
  const list = asList(blocks);
  const size = JSON.stringify(blocks).length;
  return [
    ...fallbackComplaints(text),
    ...(list.length < 1 || list.length > 50 ? [`${list.length} blocks`] : []),
    ...(size > MAX_ALL_BLOCKS ? [`blocks of ${size} characters`] : []),
    ...list.flatMap((block, index) =>
      blockComplaints(asObject(block)).map((one) => `block ${index}: ${one}`),
    ),
  ];
}

function fallbackComplaints(text: unknown): string[] {
  if (typeof text !== 'string' || text.trim() === '') return ['no fallback text'];
  return [
    ...(text.length > 4000 ? ['fallback text too long'] : []),
    ...(/<[!@#a-z]/i.test(text) ? ['fallback text with a control sequence'] : []),
    ...(/@(here|channel|everyone)\b/.test(text) ? ['fallback text with a mention'] : []),
  ];
}

function blockComplaints(block: Json): string[] {
  const id = block['block_id'];
  const complaints = typeof id === 'string' && id.length > 255 ? ['block_id too long'] : [];
  switch (block['type']) {
    case 'header':
      return [...complaints, ...textComplaints(block['text'], 150, ['plain_text'])];
    case 'section':
      return [...complaints, ...sectionComplaints(block)];
    case 'context':
      return [...complaints, ...listComplaints(block['elements'], 10, 2000)];
    case 'rich_text':
      return [
        ...complaints,
        ...asList(block['elements']).flatMap((one) => richComplaints(asObject(one), RICH)),
      ];
    case 'divider':
      return complaints;
    default:
      return [...complaints, `unknown type ${String(block['type'])}`];
  }
}

function sectionComplaints(block: Json): string[] {
  const text =
    block['text'] === undefined ? [] : textComplaints(block['text'], 3000, ['plain_text', 'mrkdwn']);
  const fields = block['fields'] === undefined ? [] : listComplaints(block['fields'], 10, 2000);
  return block['text'] === undefined && block['fields'] === undefined
    ? ['section without text']
    : [...text, ...fields];
}

function listComplaints(list: unknown, most: number, longest: number): string[] {
  const items = asList(list);
  const count = items.length < 1 || items.length > most ? [`${items.length} elements`] : [];
  return [...count, ...items.flatMap((item) => textComplaints(item, longest, ['plain_text', 'mrkdwn']))];
}

function textComplaints(value: unknown, longest: number, types: readonly string[]): string[] {
  const { type, text, emoji } = asObject(value);
  if (typeof text !== 'string' || !types.includes(String(type)))
    return [`not a text of ${types.join(' or ')}`];
  const length = text.trim() === '' || text.length > longest ? [`text of ${text.length} characters`] : [];
  const control = type === 'mrkdwn' && /<[!@#a-z]/i.test(text) ? ['mrkdwn with a control sequence'] : [];
  const emojis = type === 'plain_text' && emoji !== false ? ['plain_text that turns :names: into emoji'] : [];
  return [...length, ...control, ...emojis];
}

function richComplaints(element: Json, types: readonly string[]): string[] {
  const items = asList(element['elements']).map(asObject);
  if (!types.includes(String(element['type']))) return [`unknown rich element ${String(element['type'])}`];
  if (items.length === 0) return ['empty rich element'];
  if (element['type'] === 'rich_text_list')
    return items.flatMap((item) => richComplaints(item, ['rich_text_section']));
  return items.flatMap((item) => {
    if (item['type'] !== 'text') return [`rich element of type ${String(item['type'])}`];
    return typeof item['text'] === 'string' && item['text'] !== '' ? [] : ['rich text without text'];
  });
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
