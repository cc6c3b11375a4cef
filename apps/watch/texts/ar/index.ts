/** All words in one language, put together from the parts of the app. */
import account from './account.json' with { type: 'json' };
import embed from './embed.json' with { type: 'json' };
import home from './home.json' with { type: 'json' };
import play from './play.json' with { type: 'json' };
import problems from './problems.json' with { type: 'json' };
import profiles from './profiles.json' with { type: 'json' };
import search from './search.json' with { type: 'json' };
import settings from './settings.json' with { type: 'json' };
import shell from './shell.json' with { type: 'json' };
import titles from './titles.json' with { type: 'json' };

export default {
  ...account,
  ...embed,
  ...home,
  ...play,
  ...problems,
  ...profiles,
  ...search,
  ...settings,
  ...shell,
  ...titles,
};
