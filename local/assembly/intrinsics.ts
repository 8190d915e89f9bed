import { isJsonObject, type Json, type JsonObject } from '../asl/json.ts';
import { type Identity, identityOf, type Place } from './identities.ts';
import { AssemblyError, type Template, type TemplateResource } from './template.ts';

/** Stands for AWS::NoValue: the member it belongs to is left out. */
const NO_VALUE = Symbol('AWS::NoValue');
type Resolved = Json | typeof NO_VALUE;

/**
 * Gives the values of CloudFormation's intrinsic functions as they are on this machine.
 * Source: docs "Intrinsic function reference" and "Pseudo parameters reference" (CloudFormation).
 */
export class Intrinsics {
  readonly #place: Place;
  readonly #stackName: string;
  readonly #template: Template;
  readonly #resources: ReadonlyMap<string, TemplateResource>;
  readonly #identities = new Map<string, Identity>();

  constructor(template: Template, resources: readonly TemplateResource[], stackName: string, place: Place) {
    this.#template = template;
    this.#stackName = stackName;
    this.#place = place;
    this.#resources = new Map(resources.map((resource) => [resource.logicalId, resource]));
  }

  /** @throws AssemblyError for a function or a reference that is not implemented */
  resolve(value: Json): Json {
    const resolved = this.#resolve(value);
    return resolved === NO_VALUE ? null : resolved;
  }

  identity(logicalId: string): Identity {
    const known = this.#identities.get(logicalId);
    if (known !== undefined) return known;
    const resource = this.#resources.get(logicalId);
    if (resource === undefined) throw new AssemblyError(`The template has no resource or parameter "${logicalId}"`);
    const identity = identityOf(resource, (value) => this.resolve(value), this.#place);
    this.#identities.set(logicalId, identity);
    return identity;
  }

  #resolve(value: Json): Resolved {
    if (Array.isArray(value)) return value.map((item) => this.#resolve(item)).filter((item) => item !== NO_VALUE);
    if (!isJsonObject(value)) return value;
    const [key, ...others] = Object.keys(value);
    const argument = key === undefined ? undefined : value[key];
    if (key !== undefined && argument !== undefined && others.length === 0) {
      if (key === 'Ref') return this.#ref(this.#text(argument, key));
      if (key.startsWith('Fn::') || key === 'Condition') return this.#function(key, argument);
    }
    return this.#object(value);
  }

  #object(object: JsonObject): JsonObject {
    const members: [string, Json][] = [];
    for (const [key, member] of Object.entries(object)) {
      const resolved = this.#resolve(member);
      if (resolved !== NO_VALUE) members.push([key, resolved]);
    }
    return Object.fromEntries(members);
  }

  #function(name: string, argument: Json): Resolved {
    switch (name) {
      case 'Fn::GetAtt':
        return this.#getAtt(argument);
      case 'Fn::Join': {
        const [separator, list] = this.#list(argument, name);
        return this.#list(list, name)
          .map((item) => this.#text(item, name))
          .join(this.#text(separator, name));
      }
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::Select': {
        const [index, list] = this.#list(argument, name);
        const item = this.#list(list, name)[Number(index)];
        if (item === undefined) throw new AssemblyError(`Fn::Select: there is no item ${JSON.stringify(index)}`);
        return item;
      }
      case 'Fn::Split': {
        const [separator, text] = this.#list(argument, name);
        return this.#text(text, name).split(this.#text(separator, name));
      }
      default:
        throw new AssemblyError(`The intrinsic function ${name} is not implemented`);
    }
  }

  #ref(logicalId: string): Resolved {
    switch (logicalId) {
      case 'AWS::Partition':
        return this.#place.partition;
      case 'AWS::Region':
        return this.#place.region;
      case 'AWS::AccountId':
        return this.#place.account;
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return this.#stackName;
      case 'AWS::NoValue':
        return NO_VALUE;
    }
    const parameter = this.#template.Parameters[logicalId];
    if (parameter === undefined) return this.identity(logicalId).ref;
    if (parameter.Type !== 'String' || parameter.Default === undefined) {
      throw new AssemblyError(`The parameter "${logicalId}" of type ${parameter.Type} has no value on this machine`);
    }
    return parameter.Default;
  }

  #getAtt(argument: Json): string {
    const parts = typeof argument === 'string' ? argument.split('.') : this.#list(argument, 'Fn::GetAtt');
    const [logicalId, ...attribute] = parts.map((part) => this.#text(part, 'Fn::GetAtt'));
    return this.#attribute(logicalId ?? '', attribute.join('.'));
  }

  #attribute(logicalId: string, attribute: string): string {
    const value = this.identity(logicalId).attributes[attribute];
    if (value === undefined) throw new AssemblyError(`Fn::GetAtt: ${logicalId}.${attribute} is not implemented`);
    return value;
  }

  #sub(argument: Json): string {
    const [template, given] = typeof argument === 'string' ? [argument, {}] : this.#list(argument, 'Fn::Sub');
    const values = isJsonObject(given) ? given : {};
    return this.#text(template, 'Fn::Sub')
      .replaceAll(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
        const value = values[name];
        if (value !== undefined) return this.#text(value, 'Fn::Sub');
        const [logicalId = '', ...attribute] = name.split('.');
        return attribute.length > 0
          ? this.#attribute(logicalId, attribute.join('.'))
          : this.#text({ Ref: name }, 'Fn::Sub');
      })
      .replaceAll('${!', '${');
  }

  #list(value: Json | undefined, name: string): Json[] {
    const resolved = value === undefined ? undefined : this.#resolve(value);
    if (!Array.isArray(resolved)) throw new AssemblyError(`${name}: a list is needed`);
    return resolved;
  }

  #text(value: Json | undefined, name: string): string {
    const resolved = value === undefined ? undefined : this.#resolve(value);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new AssemblyError(`${name}: text is needed`);
  }
}
