/** One window of rights as a form: on which terms, where, when, on what. */
import { Checkbox, Select } from '@vitascope/design';
import type { JSX } from 'react';
import { useTexts } from '../../texts/index.ts';
import { TerritoriesField } from '../fields/catalogue-fields.tsx';
import { ChipsField } from '../fields/chips-field.tsx';
import { TimeField } from '../fields/time-field.tsx';
import { devices, offerKinds, slugOf, type Window } from '../title-types.ts';
import styles from './rights.module.css';

export interface WindowFormProps {
  readonly window: Window;
  onChange(window: Window): void;
}

export function WindowForm({ window, onChange }: WindowFormProps): JSX.Element {
  const { t } = useTexts();
  const set = (changes: Partial<Window>): void => onChange({ ...window, ...changes });
  const isBackwards =
    window.opensAt !== null &&
    window.closesAt !== null &&
    Date.parse(window.closesAt) <= Date.parse(window.opensAt);
  return (
    <div className={styles['form']}>
      <Select
        label={t('titles.window.offer')}
        value={window.offer.kind}
        options={offerKinds.map((value) => ({ value, label: t(`titles.offer.${value}`) }))}
        onChoose={(kind) =>
          set({ offer: { kind, plans: kind === 'subscription' ? window.offer.plans : [] } })
        }
      />
      {window.offer.kind === 'subscription' ? (
        <ChipsField
          label={t('titles.window.plans')}
          hint={t('titles.window.plans.hint')}
          placeholder={t('titles.window.plans.every')}
          values={window.offer.plans}
          options={[]}
          create={slugOf}
          onChange={(plans) => set({ offer: { kind: 'subscription', plans } })}
        />
      ) : null}
      <div className={styles['pair']}>
        <TimeField
          label={t('titles.window.opensAt')}
          hint={t('titles.window.opensAt.hint')}
          value={window.opensAt}
          onChange={(opensAt) => set({ opensAt })}
        />
        <TimeField
          label={t('titles.window.closesAt')}
          hint={t('titles.window.closesAt.hint')}
          value={window.closesAt}
          error={isBackwards ? t('titles.window.backwards') : undefined}
          onChange={(closesAt) => set({ closesAt })}
        />
      </div>
      <TerritoriesField
        label={t('titles.window.territories')}
        values={window.territories}
        onChange={(territories) => set({ territories })}
      />
      <TerritoriesField
        label={t('titles.window.except')}
        hint={t('titles.window.except.hint')}
        values={window.exceptTerritories}
        onChange={(exceptTerritories) => set({ exceptTerritories })}
      />
      <fieldset className={styles['devices']}>
        <legend>{t('titles.window.devices')}</legend>
        {devices.map((device) => (
          <Checkbox
            key={device}
            label={t(`titles.device.${device}`)}
            isChecked={window.devices.includes(device)}
            onChange={(isOn) =>
              set({
                devices: devices.filter((one) => (one === device ? isOn : window.devices.includes(one))),
              })
            }
          />
        ))}
        <p className={styles['hint']}>{t('titles.window.devices.hint')}</p>
      </fieldset>
    </div>
  );
}
