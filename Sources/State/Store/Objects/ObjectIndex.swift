/// Where S3's objects and uploads are listed; their bytes are files of their own.
///
/// Every write is durable when it returns, and gives back the files that nothing refers to any more.
package protocol ObjectIndex: Sendable {
    func object(bucket: String, key: String) async throws(StoreError) -> ObjectRecord?

    /// Writes an object in place of what had its key.
    func put(_ object: ObjectRecord) async throws(StoreError) -> [String]

    /// Removes an object, if there is one.
    func removeObject(bucket: String, key: String) async throws(StoreError) -> [String]

    /// The first objects of a bucket from a key on, in the order of the keys' UTF-8 bytes.
    ///
    /// Those whose keys start with `prefix`; `from` is inclusive, and compared byte by byte.
    func objects(
        bucket: String,
        prefix: String,
        from: String,
        limit: Int
    ) async throws(StoreError) -> [ObjectRecord]

    func isEmpty(bucket: String) async throws(StoreError) -> Bool

    func upload(id: String) async throws(StoreError) -> UploadRecord?

    /// A bucket's uploads under way, by key and then by id.
    func uploads(bucket: String, prefix: String) async throws(StoreError) -> [UploadRecord]

    func create(_ upload: UploadRecord) async throws(StoreError)

    /// Writes a part in place of what had its number.
    func put(_ part: PartRecord) async throws(StoreError) -> [String]

    /// An upload's parts, by number.
    func parts(uploadID: String) async throws(StoreError) -> [PartRecord]

    /// Ends an upload with its object.
    func complete(uploadID: String, with object: ObjectRecord) async throws(StoreError) -> [String]

    /// Ends an upload without an object.
    func abort(uploadID: String) async throws(StoreError) -> [String]

    /// Every file that is referred to, so that the others can be removed.
    func referencedFiles() async throws(StoreError) -> Set<String>
}
