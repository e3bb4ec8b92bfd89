import pg from 'pg';

/**
 * A connection that ends where it could not be made. `pg` leaves one open that it has given up by itself, as for a
 * password that nobody has given: the server ends that after a minute, and until then it keeps a process alive.
 */
export class EndingClient extends pg.Client {
  override connect(): Promise<this>;
  override connect(callback: (error: Error | null) => void): void;
  override connect(callback?: (error: Error | null) => void): Promise<this> | void {
    const end = () => this.connection.stream.destroy();
    if (callback === undefined) {
      return super.connect().then(
        () => this,
        (error: unknown) => {
          end();
          throw error;
        },
      );
    }
    super.connect((error: Error | null) => {
      if (error) end();
      callback(error);
    });
  }
}
