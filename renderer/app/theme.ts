import {
  ActionIcon,
  Button,
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  Menu,
  Notification,
  Progress,
  TextInput,
  Tooltip,
} from '@mantine/core';

const INK: MantineColorsTuple = [
  '#f3f5f7',
  '#e4e8ec',
  '#ccd2d9',
  '#a9b2bd',
  '#7f8996',
  '#5c6673',
  '#454e5a',
  '#2b323b',
  '#14181d',
  '#0d1014',
];

interface ButtonLook {
  readonly '--button-bg': string;
  readonly '--button-hover': string;
  readonly '--button-color': string;
  readonly '--button-bd': string;
}

/** The looks of a button, by variant: ink for the one primary, quiet ones for the rest, an edge for what destroys. */
const BUTTON_LOOKS: Readonly<Record<string, ButtonLook>> = {
  filled: {
    '--button-bg': 'var(--text)',
    '--button-hover': 'var(--ink-hover)',
    '--button-color': 'var(--surface)',
    '--button-bd': '1px solid var(--text)',
  },
  default: {
    '--button-bg': 'var(--surface)',
    '--button-hover': 'var(--inset)',
    '--button-color': 'var(--text)',
    '--button-bd': '1px solid var(--line)',
  },
  subtle: {
    '--button-bg': 'transparent',
    '--button-hover': 'var(--inset)',
    '--button-color': 'var(--text)',
    '--button-bd': '1px solid transparent',
  },
  danger: {
    '--button-bg': 'var(--surface)',
    '--button-hover': 'var(--fail-tint)',
    '--button-color': 'var(--fail)',
    '--button-bd': '1px solid var(--fail)',
  },
};

const SIZES: Readonly<Record<string, { readonly height: string; readonly padding: string }>> = {
  xs: { height: '28px', padding: '10px' },
  sm: { height: '32px', padding: '13px' },
};

export const theme = createTheme({
  primaryColor: 'ink',
  colors: { ink: INK },
  primaryShade: { light: 8, dark: 1 },
  defaultRadius: 8,
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--sans)', fontWeight: '650' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({
      defaultProps: { size: 'sm', variant: 'default' },
      vars: (_theme, props) => {
        const look = BUTTON_LOOKS[props.variant ?? 'default'] ?? {};
        const size = SIZES[String(props.size)];
        return {
          root: {
            ...look,
            '--button-fz': '14px',
            ...(size === undefined
              ? {}
              : { '--button-height': size.height, '--button-padding-x': size.padding }),
          },
        };
      },
    }),
    ActionIcon: ActionIcon.extend({
      defaultProps: { size: 32, variant: 'subtle' },
      vars: (_theme, props) => ({
        root: {
          '--ai-bg': props.variant === 'light' ? 'var(--inset)' : 'transparent',
          '--ai-hover': 'var(--inset)',
          '--ai-color': 'var(--text)',
          '--ai-hover-color': 'var(--text)',
          '--ai-bd':
            props.variant === 'light' || props.variant === 'default'
              ? '1px solid var(--line)'
              : '1px solid transparent',
        },
      }),
    }),
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        position: 'bottom-start',
        transitionProps: { duration: 120 },
        // The placeholder is no menu item, and outside of the page's landmarks nothing is found.
        withInitialFocusPlaceholder: false,
        withinPortal: false,
      },
    }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Put this note away' } },
    }),
    Progress: Progress.extend({ defaultProps: { color: 'var(--text)', radius: 3 } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false } }),
  },
});

/** Mantine's own variables, pointed at the tokens. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-color-body': 'var(--bg)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-3)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--inset)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-error': 'var(--fail)',
    '--mantine-color-disabled': 'var(--inset)',
    '--mantine-color-disabled-color': 'var(--text-3)',
    '--mantine-color-disabled-border': 'var(--line)',
    '--mantine-primary-color-filled': 'var(--text)',
    '--mantine-primary-color-contrast': 'var(--surface)',
    '--mantine-shadow-md': 'var(--layer-shadow)',
    '--mantine-shadow-xl': 'var(--layer-shadow)',
    '--mantine-font-size-sm': '14px',
    '--mantine-line-height': '20px',
  },
  light: {},
  dark: {},
});
