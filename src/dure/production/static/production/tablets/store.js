// What the device keeps: acts that are not yet at the plant, in their order, and the last picture of the plant.
// Everything is in IndexedDB, so that a browser that is killed loses nothing.

const NAME = "dure-floor";
let opened = null;

const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("acts", { keyPath: "place", autoIncrement: true });
      asked.result.createObjectStore("kept");
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
};

const within = async (tables, mode, work) => {
  const base = await open();
  return new Promise((resolve, reject) => {
    const deal = base.transaction(tables, mode, { durability: "strict" });
    const asked = work(...tables.map((table) => deal.objectStore(table)));
    // Done is what is on disk, not what was asked for.
    deal.oncomplete = () => resolve(asked?.result);
    deal.onabort = deal.onerror = () => reject(deal.error);
  });
};

export const all = () => within(["acts"], "readonly", (acts) => acts.getAll());
export const add = (act) => within(["acts"], "readwrite", (acts) => acts.add(act));
export const keep = (name, value) => within(["kept"], "readwrite", (kept) => kept.put(value, name));
export const kept = (name) => within(["kept"], "readonly", (table) => table.get(name));

// The plant has done these; they stay until a picture of the plant has come that shows it.
export const sent = (done, refused) => within(["acts"], "readwrite", (acts) => {
  for (const act of done) acts.put({ ...act, sent: true });
  for (const act of refused) acts.delete(act.place);
});

// A new picture, and with it the end of what it shows. Both or neither.
export const renew = (picture, shown) => within(["kept", "acts"], "readwrite", (kept, acts) => {
  kept.put(picture, "picture");
  for (const act of shown) acts.delete(act.place);
});

// Asks the browser not to throw the queue away when the device is short of room.
export const hold = () => navigator.storage?.persist?.();
