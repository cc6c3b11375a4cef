/** Where the app begins: its words, its colours, its data, its pages. */
import '@vitascope/design/fonts.css';
import '@vitascope/design/tokens.css';
import '@vitascope/design/base.css';
import './shell/scale.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot, DesignProvider, reloadAfterUpdate } from '@vitascope/design';
import { preferredTexts, TextsProvider } from '@vitascope/design/texts';
import { type JSX, StrictMode, startTransition } from 'react';
import { keepAtHand } from './installed/register.ts';
import { router } from './router.ts';
import { queries } from './session/api.ts';
import { texts, useTexts } from './texts/index.ts';

function App(): JSX.Element {
  const { direction, t } = useTexts();
  return (
    <DesignProvider direction={direction} closeLabel={t('close')}>
      <RouterProvider router={router} />
    </DesignProvider>
  );
}

reloadAfterUpdate();

keepAtHand();

const shown = await preferredTexts(texts);
const root = document.querySelector('#root');
// Not urgent, it is drawn in slices, and a slow phone answers in between.
if (root !== null)
  startTransition(() =>
    createRoot(root).render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <TextsProvider source={texts} shown={shown}>
            <App />
          </TextsProvider>
        </QueryClientProvider>
      </StrictMode>,
    ),
  );
