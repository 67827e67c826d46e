// A dialog with a form or a confirmation. Its errors are shown in it, and the focus returns to where it was.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { useIsEdited, useLeaveQuestion } from './leave-question.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { useReturnFocus } from './return-focus.ts';

interface DialogProps {
  readonly title: string;
  /** The button that confirms: a verb, such as `Revoke`. */
  readonly confirm: string;
  /** The change: its state is shown. */
  readonly change: { readonly isPending: boolean; readonly error: unknown };
  readonly onConfirm: () => void;
  readonly onDismiss: () => void;
  /** What the person edits: once it differs from what it was at first, leaving asks. @default leaving never asks */
  readonly draft?: unknown;
  /** A sentence on what to check when it is unknown whether the change was made. */
  readonly check?: string;
  /** A word that the person has to type. @default none */
  readonly typed?: string;
  readonly isDisabled?: boolean;
  /** The button that closes the dialog. @default Cancel */
  readonly dismissText?: string;
  readonly size?: 'small' | 'medium' | 'large';
  readonly children: ReactNode;
}

export function Dialog(props: DialogProps) {
  const { title, confirm, change, onConfirm, onDismiss, check, typed, isDisabled = false, size = 'medium' } = props;
  const [text, setText] = useState('');
  const form = useRef<HTMLFormElement>(null);
  useReturnFocus();
  useFirstField(form);
  const { ask, question } = useLeaveQuestion(useIsEdited(props.draft));
  const dismiss = () => ask(onDismiss);
  const isConfirmed = typed === undefined || text.trim() === typed;
  return (
    <>
      <Modal visible header={title} size={size} closeAriaLabel="Close" onDismiss={dismiss}>
        <form
          ref={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (isConfirmed && !isDisabled && !change.isPending) onConfirm();
          }}
        >
          <Form
            actions={
              <Box float="right">
                <SpaceBetween direction="horizontal" size="xs">
                  <Button variant="link" formAction="none" onClick={dismiss}>
                    {props.dismissText ?? 'Cancel'}
                  </Button>
                  <Button variant="primary" disabled={!isConfirmed || isDisabled} loading={change.isPending}>
                    {confirm}
                  </Button>
                </SpaceBetween>
              </Box>
            }
          >
            <SpaceBetween size="m">
              {props.children}
              {typed !== undefined && (
                <FormField label={`To confirm, type ${typed}`}>
                  <Input value={text} autoComplete={false} onChange={({ detail }) => setText(detail.value)} />
                </FormField>
              )}
              <ProblemAlert error={change.error} {...(check !== undefined && { check })} />
            </SpaceBetween>
          </Form>
        </form>
      </Modal>
      {question}
    </>
  );
}

/** Cloudscape gives the focus to the first button of a dialog, which closes it. In a form, it belongs to the first field. */
function useFirstField(form: RefObject<HTMLFormElement | null>): void {
  useEffect(() => {
    const frame = requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('input, textarea')?.focus());
    return () => cancelAnimationFrame(frame);
  }, [form]);
}
