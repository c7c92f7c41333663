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
    static let entityTooLarge = Fault(
        "EntityTooLarge",
        status: 400,
        "Your proposed upload exceeds the maximum allowed size"
    )
    static let missingLength = Fault(
        "MissingContentLength",
        status: 411,
        "You must provide the Content-Length HTTP header."
    )
    static let incompleteBody = Fault(
        "IncompleteBody",
        status: 400,
        "You did not provide the number of bytes specified by the Content-Length HTTP header"
    )
    static let malformedTrailer = Fault(
        "MalformedTrailerError",
        status: 400,
        """
        The request contained trailing data that was not well-formed or did not conform to our published schema.
        """
    )
    static let invalidURI = Fault("InvalidURI", status: 400, "Couldn't parse the specified URI.")
    static let invalidVersion = invalidArgument("Invalid version id specified")
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

    static func invalidRange(_ range: String, size: Int) -> Fault {
        Fault(
            "InvalidRange",
            status: 416,
            "The requested range is not satisfiable",
            fields: ["RangeRequested": .string(range), "ActualObjectSize": .integer(size)]
        )
    }

    static func entityTooSmall(_ size: Int, minimum: Int, part: Int) -> Fault {
        Fault(
            "EntityTooSmall",
            status: 400,
            "Your proposed upload is smaller than the minimum allowed size",
            fields: [
                "ProposedSize": .integer(size), "MinSizeAllowed": .integer(minimum), "PartNumber": .integer(part),
            ]
        )
    }

    static func preconditionFailed(_ condition: String) -> Fault {
        Fault(
            "PreconditionFailed",
            status: 412,
            "At least one of the pre-conditions you specified did not hold",
            fields: ["Condition": .string(condition)]
        )
    }

    static func badChecksum(_ algorithm: String) -> Fault {
        Fault(
            "BadDigest",
            status: 400,
            "The \(algorithm) you specified did not match the calculated checksum."
        )
    }

    static func invalidRequest(_ message: String) -> Fault { Fault("InvalidRequest", status: 400, message) }
    static func invalidArgument(_ message: String) -> Fault { Fault("InvalidArgument", status: 400, message) }
}
