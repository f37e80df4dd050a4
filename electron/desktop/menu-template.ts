import type { MenuItemConstructorOptions } from 'electron';
import { documentation } from './page-address.ts';

export interface MenuChoices {
  readonly isMac: boolean;
  /** Loading the page anew and its tools are for those who write it. */
  readonly isDevelopment: boolean;
  readonly onNewLab: () => void;
  readonly onOpenLabFolder: () => void;
  readonly onOpenDocumentation: (url: string) => void;
}

/** The application menu. Editing, zoom and windows are Electron's own roles, so that every field and key works. */
export function menuTemplate(choices: MenuChoices): MenuItemConstructorOptions[] {
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    {
      label: 'Sealab',
      submenu: choices.isMac
        ? [
            { role: 'about' },
            line,
            { role: 'services' },
            line,
            { role: 'hide' },
            { role: 'hideOthers' },
            { role: 'unhide' },
            line,
            { role: 'quit' },
          ]
        : [{ role: 'about' }, line, { role: 'quit', accelerator: 'CmdOrCtrl+Q' }],
    },
    {
      label: 'Lab',
      submenu: [
        { label: 'New Lab', accelerator: 'CmdOrCtrl+N', click: () => choices.onNewLab() },
        {
          label: 'Open Lab Folder',
          accelerator: 'CmdOrCtrl+Shift+O',
          click: () => choices.onOpenLabFolder(),
        },
      ],
    },
    {
      label: 'Edit',
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        line,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        line,
        { role: 'togglefullscreen' },
        ...(choices.isDevelopment ? ([line, { role: 'reload' }, { role: 'toggleDevTools' }] as const) : []),
      ],
    },
    { label: 'Window', role: 'window', submenu: [{ role: 'minimize' }, { role: 'close' }] },
    {
      label: 'Help',
      role: 'help',
      submenu: documentation.map(({ label, url }) => ({
        label,
        click: () => choices.onOpenDocumentation(url),
      })),
    },
  ];
}
