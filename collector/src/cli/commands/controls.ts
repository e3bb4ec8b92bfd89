import { checklists, controls } from '@tenken/controls';
import type { AnyControl } from '@tenken/controls';
import { own, TenkenError } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import type { Command } from 'commander';
import { platformsOf } from '../../api/views.ts';
import type { ControlDocuments } from '../documents.ts';
import { languageOf } from '../options.ts';
import { print, printJson, terminalWidth } from '../output/print.ts';
import { table } from '../output/table.ts';

export function addControlsCommand(program: Command): void {
  program
    .command('controls')
    .description('what is checked, on which operating system, from which source, for which items')
    .argument('[id]', 'one control')
    .option('--json', 'print one JSON document')
    .action((id: string | undefined, options: { json?: boolean }, command: Command) => {
      const language = languageOf(command);
      const chosen = id === undefined ? controls : [found(id)];
      if (options.json) printJson(chosen.map(controlDocument));
      else if (id === undefined) print(overview(language));
      else for (const control of chosen) print(details(control, language));
    });
}

function found(id: string): AnyControl {
  const control = controls.find((candidate) => candidate.id === id);
  if (!control) {
    throw new TenkenError('control-unknown', `No control is called ${id}. tenken controls lists them.`);
  }
  return control;
}

function itemsOf(control: AnyControl) {
  return checklists().flatMap((checklist) =>
    checklist.items.flatMap((item) =>
      item.controls
        .filter((mapping) => mapping.id === control.id)
        .map(({ relationship }) => ({ checklist: checklist.id, item: item.id, relationship })),
    ),
  );
}

function controlDocument(control: AnyControl): ControlDocuments[number] {
  const defaults = control.params.parse({});
  return {
    id: control.id,
    title: control.title,
    description: control.description,
    platforms: platformsOf(control),
    parameters: Object.entries(control.parameters).map(([name, note]) => ({
      name,
      default: own(defaults, name),
      ...note,
    })),
    sources: Object.values(control.needs).map((kind) => ({
      evidence: kind.id,
      title: kind.title,
      rights: Object.fromEntries(
        Object.entries(kind.probes).map(([platform, probe]) => [platform, probe.rights]),
      ),
    })),
    remediation: control.remediation,
    items: itemsOf(control),
  };
}

function overview(language: Language): string {
  const head = { ja: ['管理策', '内容', 'OS', '項目'], en: ['control', 'what', 'OS', 'items'] }[language];
  const rows = controls.map((control) => [
    { text: control.id },
    { text: control.title[language] },
    { text: platformsOf(control).join(' ') },
    {
      text: itemsOf(control)
        .map(({ checklist, item }) => `${checklist} ${item}`)
        .join(', '),
    },
  ]);
  return table(head, rows, [0, 3, 0, 4], terminalWidth());
}

function details(control: AnyControl, language: Language): string {
  const { parameters, sources, items } = controlDocument(control);
  const words = {
    ja: {
      limits: '判定基準',
      from: '出典',
      evidence: '証跡',
      rights: '必要な権限',
      items: '項目',
      repair: '是正',
    },
    en: {
      limits: 'Parameters',
      from: 'source',
      evidence: 'Evidence',
      rights: 'rights',
      items: 'Items',
      repair: 'Repair',
    },
  }[language];
  return [
    `${control.id}: ${control.title[language]}`,
    control.description[language],
    '',
    `${words.limits}:`,
    ...parameters.map(
      ({ name, default: value, unit, meaning, source }) =>
        `  ${name} = ${JSON.stringify(value)}${unit ? ` ${unit}` : ''}: ${meaning[language]} (${words.from}: ${source[language]})`,
    ),
    `${words.evidence}:`,
    ...sources.map(
      ({ evidence, title, rights }) =>
        `  ${evidence}: ${title[language]} (${words.rights}: ${Object.entries(rights)
          .map(([platform, right]) => `${platform} ${right}`)
          .join(', ')})`,
    ),
    `${words.items}: ${items.map(({ checklist, item, relationship }) => `${checklist} ${item} (${relationship})`).join(', ') || '-'}`,
    `${words.repair}:`,
    ...Object.entries(control.remediation).map(([platform, repair]) => `  ${platform}: ${repair[language]}`),
  ].join('\n');
}
