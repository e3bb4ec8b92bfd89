// By its path: the entry of the package reaches for Node.
export { answerWords, roleWords } from '../../../../../shared/src/answer-words.ts';
