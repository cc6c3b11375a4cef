/** The components of both web apps. Colours, type and space are in `tokens.css`; words come from the app. */
export { classNames } from './class-names.ts';
export { Artwork, type ArtworkProps, type ArtworkSource, artworkUrl } from './components/artwork.tsx';
export { Avatar, type AvatarName, avatarColors, avatarNames, avatarOf } from './components/avatar.tsx';
export { Button, type ButtonProps, IconButton, type IconButtonProps } from './components/button.tsx';
export { Checkbox, type ChoiceProps, Switch } from './components/choices.tsx';
export { Confirm, type ConfirmProps, Dialog, type DialogProps } from './components/dialog.tsx';
export { Logo, Mark } from './components/logo.tsx';
export {
  Menu,
  MenuChoice,
  MenuItem,
  type MenuItemProps,
  type MenuProps,
  MenuSeparator,
} from './components/menu.tsx';
export { DesignProvider } from './components/provider.tsx';
export { Select, type SelectProps } from './components/select.tsx';
export {
  Badge,
  Callout,
  EmptyState,
  type EmptyStateProps,
  ProgressBar,
  Skeleton,
} from './components/states.tsx';
export { Tabs, type TabsProps } from './components/tabs.tsx';
export { TextField, type TextFieldProps } from './components/text-field.tsx';
export { Tip, Tips } from './components/tip.tsx';
export { type Notice, notify } from './components/toasts.tsx';
export { createRoot } from './react-root.ts';
export { reloadAfterUpdate } from './reload-after-update.ts';
export { chooseTheme, chosenTheme, type Theme, useTheme } from './theme.ts';
export { type FormState, useForm } from './use-form.ts';
