import { type FormEvent, useId } from 'react';
import { writeToken } from '../session/token';

/** Kept for this tab only. */
export function TokenForm() {
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const value = new FormData(event.currentTarget).get('token');
    if (typeof value === 'string' && value.trim() !== '') writeToken(value.trim());
  };
  return (
    <form className="token-form" onSubmit={submit}>
      <label htmlFor={id} className="visually-hidden">
        Your team’s token
      </label>
      <input id={id} name="token" type="password" autoComplete="off" spellCheck={false} placeholder="Your team’s token" required />
      <button type="submit" className="button">
        Use token
      </button>
    </form>
  );
}
