// Names and other text that people read: which characters they may contain, and how names are compared.

/** The scripts whose letters change their form next to a joiner. */
const SCRIPTS =
  '\\p{scx=Arab}\\p{scx=Syrc}\\p{scx=Nkoo}\\p{scx=Mong}\\p{scx=Deva}\\p{scx=Beng}\\p{scx=Guru}\\p{scx=Gujr}' +
  '\\p{scx=Orya}\\p{scx=Taml}\\p{scx=Telu}\\p{scx=Knda}\\p{scx=Mlym}\\p{scx=Sinh}\\p{scx=Khmr}\\p{scx=Mymr}';
const JOINING = `(?=[\\p{L}\\p{M}])[${SCRIPTS}]`;
const EXCEPTIONS = [
  '(?<=\\p{ExtPict})[\\uFE0E\\uFE0F]',
  '(?<=[0-9#*])\\uFE0F(?=\\u20E3)',
  '(?<=\\p{ExtPict}[\\uFE0F\\p{EMod}]?)\\u200D(?=\\p{ExtPict})',
  `(?<=${JOINING})(?:\\u200D|\\u200C(?=${JOINING}))`,
].join('|');
const REFUSED = '\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{DI}\\p{NChar}\\uFFFD';

/**
 * Text of one line. It accepts a character of each of these kinds:
 *
 * - any that is visible or a space: no control, format, bidirectional, zero-width or other default-ignorable character,
 *   no line or paragraph separator, no half of a surrogate pair, no noncharacter, and no replacement character, which
 *   is the trace of an earlier decoding error
 * - a variation selector after an emoji, also within a keycap
 * - a zero-width joiner between two emojis
 * - a joiner after a letter or mark of a script that needs it; a non-joiner only between two of them
 *
 * The alternatives exclude each other, so the time is linear in the length of the text.
 *
 * In the API document, a portable pattern without `\p{Cc}` takes its place.
 */
export const LINE = new RegExp(`^(?:[^\\p{Cc}${REFUSED}]|${EXCEPTIONS})*$`, 'u');

/** Text that may also contain line breaks and tabs. */
export const LINES = new RegExp(`^(?:[^\\x00-\\x08\\x0B-\\x1F\\x7F-\\x9F${REFUSED}]|${EXCEPTIONS})*$`, 'u');

/** Puts text into the form in which it is stored: NFC, line feeds only, and no white space at its ends. */
export function normalizeText(text: string): string {
  // `trim` would also remove U+FEFF, which must be rejected like other invisible characters.
  return text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/^\p{White_Space}+|(?<!\p{White_Space})\p{White_Space}+$/gu, '');
}

/** Whether the text has a character other than spaces and marks. U+2800 is the Braille pattern without dots. */
export function isVisible(text: string): boolean {
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(text.replaceAll(/[\u2800\p{DI}]/gu, ''));
}

/**
 * The key by which names are compared: NFKC, case-folded, without default-ignorable characters. Names that differ only
 * in case, in the encoding of accents, in the width of letters or in an invisible character are equal.
 *
 * JavaScript has no case folding. Lower case after upper case is the same, except for two letters: the final sigma is
 * the letter sigma, and the dotless i is not the letter i.
 */
export function nameKey(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(/\p{DI}/gu, '')
    .replaceAll(/[^ı]+/g, (part) => part.toLowerCase().toUpperCase().toLowerCase())
    .replaceAll('ς', 'σ')
    .normalize('NFKC');
}
