/** The page of a browser without a network: says so in the viewer's language, and goes on when there is one. */
import './offline.css';
import ar from '../texts/ar/offline.json' with { type: 'json' };
import de from '../texts/de/offline.json' with { type: 'json' };
import en from '../texts/en/offline.json' with { type: 'json' };

const catalogues = { en, de, ar } satisfies Record<string, typeof en>;

function chosenLanguage(): string | null {
  try {
    return localStorage.getItem('vitascope.watch.language');
  } catch {
    return null; // storage is forbidden here
  }
}

const isKnown = (one: string): one is keyof typeof catalogues => Object.hasOwn(catalogues, one);
const wanted = [chosenLanguage(), ...navigator.languages].map((one) => one?.split('-', 1)[0] ?? '');
const language = wanted.find(isKnown) ?? 'en';
const words = new Map(Object.entries(catalogues[language]));
document.documentElement.lang = language;
document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
document.title = words.get('offline.title') ?? document.title;
for (const element of document.querySelectorAll<HTMLElement>('[data-words]'))
  element.textContent = words.get(element.dataset['words'] ?? '') ?? element.textContent;

const again = (): void => location.reload();
document.querySelector('button')?.addEventListener('click', again);
addEventListener('online', again);
