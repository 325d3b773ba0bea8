import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ZodSerializerDto } from 'nestjs-zod';
import { z } from 'zod';

export const refTo = (name: string) => ({ $ref: `#/components/schemas/${name}` });

export function nameOf(schema: z.ZodType): string {
  const name = z.globalRegistry.get(schema)?.id;
  if (name === undefined) throw new Error('a schema of an answer needs a name: .meta({ id })');
  return name;
}

/** Decorates methods that give T: anything else is a type error. */
type Giving<T> = <M extends (...args: never[]) => T | Promise<T>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<M>) => void;

/** What an operation answers: checked when compiled, cut to shape when sent, and described. One schema for all three. */
export const Answer = <S extends z.ZodType>(schema: S, status = 200): Giving<z.input<S>> =>
  applyDecorators(
    HttpCode(status),
    ZodSerializerDto(schema),
    ApiResponse({ status, description: '', content: { 'application/json': { schema: refTo(nameOf(schema)) } } }),
  ) as Giving<z.input<S>>;
