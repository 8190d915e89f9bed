import type { LocalTopic } from '../assembly/assembly.ts';
import type { Random } from '../asl/query/random.ts';
import type { Clock } from '../clock.ts';

/** A message that was published to a topic: what every subscriber would get. */
export interface Message {
  readonly id: string;
  readonly topicArn: string;
  readonly topicName: string;
  /** Epoch milliseconds, in workflow time. */
  readonly at: number;
  /** null where it has none. */
  readonly subject: string | null;
  readonly text: string;
}

interface TopicsOptions {
  readonly topics: readonly LocalTopic[];
  readonly clock: Clock;
  readonly random: Random;
  readonly onMessage: (message: Message) => void;
}

/** The topics of an assembly, which keep every message that was published to them. */
export class Topics {
  readonly all: readonly LocalTopic[];
  readonly #options: TopicsOptions;
  readonly #messages: Message[] = [];

  constructor(options: TopicsOptions) {
    this.all = options.topics;
    this.#options = options;
  }

  get messages(): readonly Message[] {
    return this.#messages;
  }

  /** @returns null where there is no such topic */
  publish(topicArn: string, subject: string | null, text: string): Message | null {
    const { clock, random, onMessage } = this.#options;
    const topic = this.all.find(({ arn }) => arn === topicArn);
    if (topic === undefined) return null;
    const message = { id: random.uuid(), topicArn, topicName: topic.name, at: clock.now(), subject, text };
    this.#messages.push(message);
    onMessage(message);
    return message;
  }
}
