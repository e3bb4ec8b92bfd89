import { TextInput } from '@mantine/core';
import type { TextInputProps } from '@mantine/core';

type Props = Pick<TextInputProps, 'label' | 'description' | 'inputWrapperOrder'> & {
  name: string;
  /** Whether it is known already or chosen here: password managers offer another thing. */
  is: 'current' | 'new';
};

export function PasswordField({ is, ...rest }: Props) {
  return <TextInput type="password" autoComplete={`${is}-password`} required {...rest} />;
}
