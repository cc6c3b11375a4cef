/** Name, face and languages: what anybody of the household may change. */
import type { Profile } from '@vitascope/client';
import { avatarOf, Button, Select, TextField, useForm } from '@vitascope/design';
import { type JSX, useState } from 'react';
import { ProblemCallout } from '../account/form.tsx';
import { api } from '../session/api.ts';
import { useTexts } from '../texts/index.ts';
import { AvatarChoice } from './avatar-choice.tsx';
import { LanguageChoice } from './language-choice.tsx';
import styles from './who.module.css';

export function EditTaste({
  profile,
  onChanged,
}: {
  readonly profile: Profile;
  onChanged(profile: Profile): void;
}): JSX.Element {
  const { t, languages, nameOf } = useTexts();
  const [name, setName] = useState(profile.name);
  const [avatar, setAvatar] = useState(avatarOf(profile.avatar, profile.name));
  const [language, setLanguage] = useState(profile.language ?? '');
  const [audioLanguages, setAudio] = useState(profile.audioLanguages);
  const [captionLanguages, setCaptionLanguages] = useState(profile.captionLanguages);
  const [captions, setCaptions] = useState(profile.captions);
  const state = useForm(async () => {
    const { data } = await api.PATCH('/api/v1/profiles/{id}', {
      params: { path: { id: profile.id } },
      headers: { 'if-match': `"${profile.revision}"` },
      body: {
        name,
        avatar,
        language: language === '' ? null : language,
        audioLanguages,
        captionLanguages,
        captions,
      },
    });
    onChanged(data);
  });
  const known = [...new Set([...languages, ...(profile.language === null ? [] : [profile.language])])];
  return (
    <form className={styles['form']} onSubmit={state.submit}>
      <AvatarChoice name={name} value={avatar} onChange={setAvatar} />
      <TextField
        label={t('profiles.name')}
        value={name}
        onChange={setName}
        maxLength={100}
        required
        autoComplete="off"
        error={state.fieldError('name')}
      />
      <Select
        label={t('profiles.language')}
        value={language}
        options={[
          { value: '', label: t('profiles.language.browser') },
          ...known.map((one) => ({ value: one, label: nameOf('language', one) })),
        ]}
        onChoose={setLanguage}
      />
      <LanguageChoice label={t('profiles.audio')} value={audioLanguages} onChange={setAudio} />
      <LanguageChoice
        label={t('profiles.caption-languages')}
        value={captionLanguages}
        onChange={setCaptionLanguages}
      />
      <Select
        label={t('profiles.captions')}
        value={captions}
        options={(['off', 'forced', 'on'] as const).map((one) => ({
          value: one,
          label: t(`profiles.captions.${one}`),
        }))}
        onChoose={setCaptions}
      />
      <ProblemCallout error={state.error} />
      <div className={styles['row']}>
        <Button kind="primary" type="submit" isBusy={state.isBusy}>
          {t('profiles.save')}
        </Button>
      </div>
    </form>
  );
}
