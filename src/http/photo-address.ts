/** Where the service answers with a photo; the extension is for people and tools, the hash says it all. */
export const photoPath = (shopId: string, photo: { hash: string }, contentType?: string): string =>
  `/photos/${shopId}/${photo.hash}${contentType === undefined ? '' : contentType === 'image/png' ? '.png' : '.jpg'}`
