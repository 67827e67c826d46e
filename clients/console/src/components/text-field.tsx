// A field with one line of text.
import FormField from '@cloudscape-design/components/form-field';
import Input, { type InputProps } from '@cloudscape-design/components/input';
import type { ReactNode } from 'react';
import { Optional } from './optional.tsx';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly error: string | undefined;
  readonly description?: ReactNode;
  readonly placeholder?: string;
  readonly isOptional?: boolean;
  readonly inputMode?: InputProps.InputMode;
}

export function TextField({ label, value, onChange, error, ...options }: TextFieldProps) {
  const { description, placeholder, isOptional = false, inputMode } = options;
  return (
    <FormField label={isOptional ? <Optional>{label}</Optional> : label} description={description} errorText={error}>
      <Input
        value={value}
        spellcheck={false}
        {...(placeholder !== undefined && { placeholder })}
        {...(inputMode !== undefined && { inputMode })}
        onChange={({ detail }) => onChange(detail.value)}
      />
    </FormField>
  );
}
