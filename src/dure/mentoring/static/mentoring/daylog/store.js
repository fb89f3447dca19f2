// What the device keeps: saves and pictures that are not yet at the plant, what is being typed, and the last book of the
// plant. Everything is in IndexedDB, so that a browser that is killed loses nothing.

const NAME = "dure-daylog";
let opened = null;

const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("saves", { keyPath: "place", autoIncrement: true });
      asked.result.createObjectStore("photos", { keyPath: "place", autoIncrement: true });
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

export const all = (table) => within([table], "readonly", (rows) => rows.getAll());
export const keep = (name, value) => within(["kept"], "readwrite", (kept) => kept.put(value, name));
export const kept = (name) => within(["kept"], "readonly", (table) => table.get(name));
export const change = (table, row) => within([table], "readwrite", (rows) => rows.put(row));
export const remove = (table, place) => within([table], "readwrite", (rows) => rows.delete(place));
export const addPhoto = (photo) => within(["photos"], "readwrite", (photos) => photos.add(photo));

// A save, and with it the end of what was being typed. Both or neither.
export const addSave = (save) => within(["saves", "kept"], "readwrite", (saves, kept) => {
  saves.add(save);
  kept.delete("draft");
});

// A new book, and with it the end of the saves that it shows. Both or neither.
export const renew = (book, shown) => within(["kept", "saves"], "readwrite", (kept, saves) => {
  kept.put(book, "book");
  for (const save of shown) saves.delete(save.place);
});

// Asks the browser not to throw the queue away when the device is short of room.
export const hold = () => navigator.storage?.persist?.();
