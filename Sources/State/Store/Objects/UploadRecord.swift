package import AWSVocabulary
package import Ambient

/// A multipart upload under way.
package struct UploadRecord: Codable, Sendable, Hashable {
    package var id: String
    package var bucket: String
    package var key: String
    package var createdAt: Timestamp
    package var headers: [String: String]
    package var metadata: [String: String]
    /// For example `CRC32`, if the client chose one.
    package var checksumAlgorithm: String?
    /// Whether the object's checksum is to be that of all its bytes; nil if the client did not say.
    package var checksumIsOfWhole: Bool?
    package var tags: [Tag]

    package init(
        id: String,
        bucket: String,
        key: String,
        createdAt: Timestamp,
        headers: [String: String] = [:],
        metadata: [String: String] = [:],
        checksumAlgorithm: String? = nil,
        checksumIsOfWhole: Bool? = nil,
        tags: [Tag] = []
    ) {
        self.id = id
        self.bucket = bucket
        self.key = key
        self.createdAt = createdAt
        self.headers = headers
        self.metadata = metadata
        self.checksumAlgorithm = checksumAlgorithm
        self.checksumIsOfWhole = checksumIsOfWhole
        self.tags = tags
    }
}

/// A part of a multipart upload.
package struct PartRecord: Codable, Sendable, Hashable {
    package var uploadID: String
    /// 1 to 10,000.
    package var number: Int
    package var fileID: String
    /// Bytes.
    package var size: Int
    /// Without quotes.
    package var etag: String
    package var modifiedAt: Timestamp
    package var checksum: ObjectRecord.Checksum?

    package init(
        uploadID: String,
        number: Int,
        fileID: String,
        size: Int,
        etag: String,
        modifiedAt: Timestamp,
        checksum: ObjectRecord.Checksum? = nil
    ) {
        self.uploadID = uploadID
        self.number = number
        self.fileID = fileID
        self.size = size
        self.etag = etag
        self.modifiedAt = modifiedAt
        self.checksum = checksum
    }
}
