import { checklists, controls } from '@tenken/controls';
import type { Checklist } from '@tenken/controls';
import { TenkenError } from '@tenken/shared';
import type { Language } from '@tenken/shared';
import type { Command } from 'commander';
import type { ChecklistDocument } from '../documents.ts';
import { languageOf } from '../options.ts';
import { print, printJson, terminalWidth } from '../output/print.ts';
import { table } from '../output/table.ts';

export function addChecklistsCommand(program: Command): void {
  program
    .command('checklists')
    .description('the official forms, item by item, and what answers each')
    .argument('[id]', 'one checklist')
    .option('--json', 'print one JSON document')
    .action((id: string | undefined, options: { json?: boolean }, command: Command) => {
      const language = languageOf(command);
      if (id === undefined) {
        if (options.json) printJson(checklists().map(checklistSummary));
        else print(overview(language));
        return;
      }
      const checklist = checklists().find((candidate) => candidate.id === id);
      if (!checklist) {
        throw new TenkenError(
          'checklist-unknown',
          `No checklist is called ${id}. tenken checklists lists them.`,
        );
      }
      if (options.json) printJson(checklistDocument(checklist));
      else print(details(checklist, language));
    });
}

function checklistSummary(checklist: Checklist) {
  const of = (automation: string) => checklist.items.filter((item) => item.automation === automation).length;
  return {
    id: checklist.id,
    edition: checklist.edition,
    title: checklist.title,
    items: checklist.items.length,
    automation: { full: of('full'), partial: of('partial'), manual: of('manual') },
  };
}

function checklistDocument(checklist: Checklist): ChecklistDocument {
  return {
    id: checklist.id,
    edition: checklist.edition,
    title: checklist.title,
    source: checklist.source,
    rules: checklist.rules,
    marks: checklist.marks,
    items: checklist.items.map((item) => ({
      id: item.id,
      number: item.number,
      path: item.path,
      title: item.title,
      summary: item.summary,
      flags: item.flags,
      appliesTo: item.appliesTo,
      scope: item.scope,
      ...(item.requires && { requires: item.requires }),
      ...(item.declarations && { declarations: item.declarations }),
      automation: item.automation,
      manual: item.manual ?? null,
      controls: item.controls.map(({ id, relationship, with: parameters }) => ({
        id,
        relationship,
        with: parameters ?? {},
      })),
    })),
  };
}

function overview(language: Language): string {
  const head = {
    ja: ['チェックリスト', '名称', '項目', '自動', '一部自動', '申告'],
    en: ['checklist', 'title', 'items', 'full', 'partial', 'manual'],
  }[language];
  const rows = checklists().map((checklist) => {
    const { items, automation } = checklistSummary(checklist);
    return [
      checklist.id,
      checklist.title[language],
      items,
      automation.full,
      automation.partial,
      automation.manual,
    ].map((value) => ({ text: String(value) }));
  });
  return table(head, rows, [0, 1, 0, 0, 0, 0], terminalWidth());
}

function details(checklist: Checklist, language: Language): string {
  const head = {
    ja: ['項目', '重点', '◆', '内容', '管理策'],
    en: ['item', 'priority', '◆', 'what', 'controls'],
  }[language];
  const known = new Set(controls.map(({ id }) => id));
  const rows = checklist.items.map((item) => [
    { text: item.number },
    { text: item.flags.priority ? '○' : '' },
    { text: item.flags.aggregatorExempt ? '◆' : '' },
    { text: item.title[language] },
    {
      text: item.controls
        .filter(({ id }) => known.has(id))
        .map(({ id, relationship }) => `${id} (${relationship})`)
        .join(', '),
    },
  ]);
  const { source } = checklist;
  return `${checklist.title[language]}\n${source.document[language]}, ${source.edition}, ${source.issuer}\n${source.note[language]}\n\n${table(head, rows, [0, 0, 0, 3, 4], terminalWidth())}`;
}
