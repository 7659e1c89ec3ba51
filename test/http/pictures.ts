import sharp from 'sharp'

/** A picture of our own drawing: a dark disc on white. */
export async function discPicture(): Promise<Uint8Array> {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="600"><circle cx="300" cy="300" r="180"/></svg>'
  const disc = await sharp(Buffer.from(svg)).png().toBuffer()
  return sharp({ create: { width: 600, height: 600, channels: 3, background: '#fff' } })
    .composite([{ input: disc }])
    .jpeg()
    .toBuffer()
}
