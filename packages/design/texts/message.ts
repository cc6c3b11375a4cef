/** One message: ICU MessageFormat with arguments, as translators know it. */
import { type Formatters, IntlMessageFormat } from 'intl-messageformat';

export type TextValue = string | number | Date | boolean | null | undefined;
export type TextValues = Readonly<Record<string, TextValue>>;

// The library would ask for each message which of all locales are supported; to list them takes the browser 30 ms.
IntlMessageFormat.resolveLocale = (language) => new Intl.Locale(String(language));

/** Formats messages of one language; each is parsed once, when it is first needed. */
export function createFormatter(language: string): (message: string, values?: TextValues) => string {
  const parsed = new Map<string, IntlMessageFormat>();
  // Shared by all messages: to make a format costs a hundred times what using it does.
  const formatters: Formatters = {
    getNumberFormat: remembered((...args) => new Intl.NumberFormat(...args)),
    getDateTimeFormat: remembered((...args) => new Intl.DateTimeFormat(...args)),
    getPluralRules: remembered((...args) => new Intl.PluralRules(...args)),
  };
  return (message, values) => {
    if (!message.includes('{') && !message.includes("'") && !message.includes('<')) return message;
    let format = parsed.get(message);
    if (format === undefined) {
      format = new IntlMessageFormat(message, language, undefined, { formatters });
      parsed.set(message, format);
    }
    return String(format.format(values as Record<string, string>));
  };
}

function remembered<A extends readonly unknown[], T>(make: (...args: A) => T): (...args: A) => T {
  const made = new Map<string, T>();
  return (...args) => {
    const key = JSON.stringify(args);
    const known = made.get(key) ?? make(...args);
    made.set(key, known);
    return known;
  };
}
