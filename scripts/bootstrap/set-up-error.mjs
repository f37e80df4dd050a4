/** Why the set-up stopped, in words for the person at the terminal: what happened, and what to do next. */
export class SetUpError extends Error {
  /**
   * @param {string} message
   * @param {string} [fix]
   * @param {number} [exitCode]
   */
  constructor(message, fix = '', exitCode = 1) {
    super(message);
    this.fix = fix;
    this.exitCode = exitCode;
  }
}
