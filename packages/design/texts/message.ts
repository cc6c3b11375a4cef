/** One message: ICU MessageFormat with arguments, as translators know it. */
import { IntlMessageFormat } from 'intl-messageformat';

export type TextValue = string | number | Date | boolean | null | undefined;
export type TextValues = Readonly<Record<string, TextValue>>;

/** Formats messages of one language; each is parsed once, when it is first needed. */
export function createFormatter(language: string): (message: string, values?: TextValues) => string {
  const parsed = new Map<string, IntlMessageFormat>();
  return (message, values) => {
    if (!message.includes('{') && !message.includes("'") && !message.includes('<')) return message;
    let format = parsed.get(message);
    if (format === undefined) {
      format = new IntlMessageFormat(message, language);
      parsed.set(message, format);
    }
    return String(format.format(values as Record<string, string>));
  };
}
