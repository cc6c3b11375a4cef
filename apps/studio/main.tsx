/** Where the app begins: its words, its colours, its data, its pages. */
import '@vitascope/design/fonts.css';
import '@vitascope/design/tokens.css';
import '@vitascope/design/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { createRoot, DesignProvider, reloadAfterUpdate, Tips } from '@vitascope/design';
import { preferredTexts, TextsProvider } from '@vitascope/design/texts';
import { type JSX, StrictMode } from 'react';
import { router } from './router.ts';
import { queries } from './session/api.ts';
import { texts, useTexts } from './texts/index.ts';

function App(): JSX.Element {
  const { direction, t } = useTexts();
  return (
    <DesignProvider direction={direction} closeLabel={t('close')}>
      <Tips>
        <RouterProvider router={router} />
      </Tips>
    </DesignProvider>
  );
}

reloadAfterUpdate();

const shown = await preferredTexts(texts);
const root = document.querySelector('#root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <TextsProvider source={texts} shown={shown}>
          <App />
        </TextsProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
