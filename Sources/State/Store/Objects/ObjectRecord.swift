package import AWSVocabulary
package import Ambient

/// An S3 object: where its bytes are, and what is known of them.
package struct ObjectRecord: Codable, Sendable, Hashable {
    /// A checksum a client asked for, in base64.
    package struct Checksum: Codable, Sendable, Hashable {
        /// For example `CRC32`.
        package var algorithm: String
        package var value: String
        /// Whether it is of the whole object, not of its parts.
        package var isOfWhole: Bool

        package init(algorithm: String, value: String, isOfWhole: Bool = true) {
            self.algorithm = algorithm
            self.value = value
            self.isOfWhole = isOfWhole
        }
    }

    package var bucket: String
    package var key: String
    /// The name of the file with the bytes, which has nothing to do with the key.
    package var fileID: String
    /// Bytes.
    package var size: Int
    /// Without quotes.
    package var etag: String
    package var modifiedAt: Timestamp
    /// Header fields that are given back as they came, such as `content-type`; names in lower case.
    package var headers: [String: String]
    /// Without the prefix `x-amz-meta-`, names in lower case.
    package var metadata: [String: String]
    package var checksum: Checksum?
    /// Of how many parts a multipart upload put it together; nil if it was put whole.
    package var partCount: Int?
    package var tags: [Tag]

    package init(
        bucket: String,
        key: String,
        fileID: String,
        size: Int,
        etag: String,
        modifiedAt: Timestamp,
        headers: [String: String] = [:],
        metadata: [String: String] = [:],
        checksum: Checksum? = nil,
        partCount: Int? = nil,
        tags: [Tag] = []
    ) {
        self.bucket = bucket
        self.key = key
        self.fileID = fileID
        self.size = size
        self.etag = etag
        self.modifiedAt = modifiedAt
        self.headers = headers
        self.metadata = metadata
        self.checksum = checksum
        self.partCount = partCount
        self.tags = tags
    }
}
