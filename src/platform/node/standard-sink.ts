/** Standard output or standard error, written with regard to how fast the other end reads. */
export function standardSink(stream: NodeJS.WriteStream) {
  stream.on('error', (error: Error & { code?: string }) => {
    // Whoever read the output, `head` for one, has seen enough.
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns || 80
    },
    write: (chunk: string | Uint8Array): Promise<void> =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()))
      }),
  }
}
