import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { Check, Monitor, Moon, Sun } from 'lucide-react';

const CHOICES: readonly {
  readonly value: MantineColorScheme;
  readonly word: string;
  readonly icon: typeof Sun;
}[] = [
  { value: 'light', word: 'Light', icon: Sun },
  { value: 'dark', word: 'Dark', icon: Moon },
  { value: 'auto', word: 'As the system', icon: Monitor },
];

/** Light, dark, or as the system; kept in this browser by Mantine. */
export function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const current = CHOICES.find((choice) => choice.value === colorScheme);
  const Icon = current?.icon ?? Monitor;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`Theme: ${current?.word ?? 'As the system'}`}>
          <Icon size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {CHOICES.map((choice) => (
          <Menu.Item
            key={choice.value}
            leftSection={<choice.icon size={16} aria-hidden />}
            rightSection={choice.value === colorScheme ? <Check size={16} aria-label="chosen" /> : null}
            onClick={() => setColorScheme(choice.value)}
          >
            {choice.word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
