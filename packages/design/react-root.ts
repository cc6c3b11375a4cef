/**
 * React as it is built: a function that is run when it is first asked for, which takes a slow phone 60 ms. Asked here, it is run with
 * the file that it comes in (`vite-build.ts`), in a task of its own, and not with all of the app.
 */
export { createRoot } from 'react-dom/client';
