import AWSProtocols

/// The faults of S3 in AWS's words.
enum Words {
    static func noSuchBucket(_ name: String) -> Fault {
        Fault(
            "NoSuchBucket",
            status: 404,
            "The specified bucket does not exist",
            fields: ["BucketName": .string(name)]
        )
    }

    static func noSuchKey(_ key: String) -> Fault {
        Fault("NoSuchKey", status: 404, "The specified key does not exist.", fields: ["Key": .string(key)])
    }

    static func noSuchUpload(_ id: String) -> Fault {
        Fault(
            "NoSuchUpload",
            status: 404,
            "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.",
            fields: ["UploadId": .string(id)]
        )
    }

    static let bucketIsYours = Fault(
        "BucketAlreadyOwnedByYou",
        status: 409,
        "Your previous request to create the named bucket succeeded and you already own it."
    )

    static let bucketExists = Fault(
        "BucketAlreadyExists",
        status: 409,
        """
        The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please \
        select a different name and try again.
        """
    )

    static let bucketNotEmpty = Fault("BucketNotEmpty", status: 409, "The bucket you tried to delete is not empty")
    static let invalidBucketName = Fault("InvalidBucketName", status: 400, "The specified bucket is not valid.")
    static let keyTooLong = Fault("KeyTooLongError", status: 400, "Your key is too long")
    static let malformedXML = Fault(
        "MalformedXML",
        status: 400,
        "The XML you provided was not well-formed or did not validate against our published schema"
    )
    static let badDigest = Fault(
        "BadDigest",
        status: 400,
        "The Content-MD5 you specified did not match what we received."
    )
    static let invalidDigest = Fault("InvalidDigest", status: 400, "The Content-MD5 you specified was invalid.")
    static let invalidRange = Fault("InvalidRange", status: 416, "The requested range is not satisfiable")
    static let invalidPart = Fault(
        "InvalidPart",
        status: 400,
        """
        One or more of the specified parts could not be found. The part may not have been uploaded, or the specified \
        entity tag may not match the part's entity tag.
        """
    )
    static let invalidPartOrder = Fault(
        "InvalidPartOrder",
        status: 400,
        "The list of parts was not in ascending order. Parts must be ordered by part number."
    )
    static let entityTooSmall = Fault(
        "EntityTooSmall",
        status: 400,
        "Your proposed upload is smaller than the minimum allowed size"
    )
    static let preconditionFailed = Fault(
        "PreconditionFailed",
        status: 412,
        "At least one of the pre-conditions you specified did not hold"
    )

    static func badChecksum(_ algorithm: String) -> Fault {
        Fault(
            "BadDigest",
            status: 400,
            "The \(algorithm) you specified did not match the calculated checksum."
        )
    }

    static func invalidArgument(_ message: String) -> Fault { Fault("InvalidArgument", status: 400, message) }
}
