/** All words in one language, put together from the parts of the app. */
import connections from './connections.json' with { type: 'json' };
import imports from './imports.json' with { type: 'json' };
import library from './library.json' with { type: 'json' };
import people from './people.json' with { type: 'json' };
import rows from './rows.json' with { type: 'json' };
import shell from './shell.json' with { type: 'json' };
import system from './system.json' with { type: 'json' };
import titles from './titles.json' with { type: 'json' };

export default { ...connections, ...imports, ...library, ...people, ...rows, ...shell, ...system, ...titles };
