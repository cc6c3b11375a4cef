/** One step of signing in: a heading, a few fields, a button, and a line for what was wrong. */
import { type Attributes, h, setText } from './dom.ts';

export interface StepForm {
  readonly title: string;
  readonly lead: string;
  readonly fields: readonly {
    readonly name: string;
    readonly label: string;
    readonly attributes: Attributes;
  }[];
  readonly button: string;
  /** What was wrong before it is shown. */
  readonly problem?: string;
  /** Resolves to what was wrong, null when nothing was. */
  send(given: Readonly<Record<string, string>>): Promise<string | null>;
}

export function createStepForm(step: StepForm): HTMLElement[] {
  const problem = h('p', { class: 'field-problem', id: 'step-problem', role: 'alert' }, step.problem);
  const button = h('button', { type: 'submit', class: 'button primary' }, step.button);
  const fields = step.fields.map(({ name, label, attributes }) => {
    const described = { required: true, 'aria-describedby': problem.id };
    const input = h('input', { id: `step-${name}`, ...described, ...attributes });
    return { name, label, input };
  });
  const submit = (event: Event): void => {
    event.preventDefault();
    button.disabled = true;
    setText(problem, '');
    const given = Object.fromEntries(fields.map(({ name, input }) => [name, input.value]));
    void step.send(given).then((refusal) => {
      button.disabled = false;
      if (refusal === null) return;
      setText(problem, refusal);
      fields.at(-1)?.input.select();
    });
  };
  const rows = fields.flatMap(({ label, input }) => [
    h('label', { for: input.id }, label),
    h('div', { class: 'field-row' }, input),
  ]);
  return [
    h('h1', {}, step.title),
    h('p', { class: 'lead' }, step.lead),
    h('form', { onsubmit: submit }, ...rows, problem, h('div', { class: 'field-row' }, button)),
  ];
}
