/// Codes, statuses and words of the common faults, by family of services (aws-api specification, section 1.9).
enum FaultTable {
    typealias Entry = (code: String, status: Int, message: String)

    static func entry(for fault: CommonFault, dialect: ServiceDialect) -> Entry {
        // EKS Auth has the codes of EKS, and 400 where a policy denies.
        if dialect == .eksAuth, fault == .accessDenied { return ("AccessDeniedException", 400, "Access Denied") }
        return switch dialect.wire {
        case .query: query(fault)
        case .restJSON: json(fault, deniedStatus: 403)
        case .json11: json(fault, deniedStatus: 400)
        case .restXML: s3(fault)
        case .ec2Query: ec2(fault)
        }
    }

    private static let invalidToken = "The security token included in the request is invalid."
    private static let expiredToken = "The security token included in the request is expired"
    private static let mismatch = """
        The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key \
        and signing method. Consult the service documentation for details.
        """
    private static let internalWords =
        "The request processing has failed because of an unknown error, exception or failure."

    private static func query(_ fault: CommonFault) -> Entry {
        switch fault {
        case .missingAuthentication: ("MissingAuthenticationToken", 403, "Request is missing Authentication Token")
        case .unknownCredentials, .malformedSessionToken: ("InvalidClientTokenId", 403, invalidToken)
        case .signatureMismatch: ("SignatureDoesNotMatch", 403, mismatch)
        case .incompleteSignature:
            ("IncompleteSignature", 400, "The request signature does not conform to AWS standards.")
        case .sessionExpired: ("ExpiredToken", 403, expiredToken)
        case .clockSkew: ("SignatureDoesNotMatch", 403, "Signature expired")
        case .accessDenied: ("AccessDenied", 403, "Access Denied")
        case .validation: ("ValidationError", 400, "The input fails to satisfy the constraints of the operation.")
        case .malformedInput: ("MalformedQueryString", 400, "The query string contains a syntax error.")
        case .unknownOperation: ("InvalidAction", 400, "The action or operation requested is invalid.")
        case .missingParameter: ("MissingParameter", 400, "A required parameter is missing.")
        case .entityTooLarge: ("RequestEntityTooLarge", 413, "The request is too large.")
        case .throttled: ("Throttling", 400, "Rate exceeded")
        case .internalFailure: ("InternalFailure", 500, internalWords)
        case .unavailable: ("ServiceUnavailable", 503, "The service is unavailable; try again.")
        }
    }

    private static func json(_ fault: CommonFault, deniedStatus: Int) -> Entry {
        switch fault {
        case .missingAuthentication:
            ("MissingAuthenticationTokenException", deniedStatus, "Missing Authentication Token")
        case .unknownCredentials, .malformedSessionToken: ("UnrecognizedClientException", deniedStatus, invalidToken)
        case .signatureMismatch: ("InvalidSignatureException", deniedStatus, mismatch)
        case .incompleteSignature:
            ("IncompleteSignatureException", 400, "The request signature does not conform to AWS standards.")
        case .sessionExpired: ("ExpiredTokenException", deniedStatus, expiredToken)
        case .clockSkew: ("InvalidSignatureException", deniedStatus, "Signature expired")
        case .accessDenied: ("AccessDeniedException", deniedStatus, "Access Denied")
        case .validation: ("ValidationException", 400, "The input fails to satisfy the constraints of the operation.")
        case .malformedInput: ("SerializationException", 400, "The body is not the JSON that the operation takes.")
        case .unknownOperation: ("UnknownOperationException", deniedStatus == 403 ? 404 : 400, "Unknown operation.")
        case .missingParameter: ("ValidationException", 400, "A required parameter is missing.")
        case .entityTooLarge: ("RequestEntityTooLargeException", 413, "The request is too large.")
        case .throttled: ("ThrottlingException", 429, "Rate exceeded")
        case .internalFailure: ("InternalFailure", 500, internalWords)
        case .unavailable: ("ServiceUnavailableException", 503, "The service is unavailable; try again.")
        }
    }

    private static func s3(_ fault: CommonFault) -> Entry {
        switch fault {
        case .missingAuthentication, .accessDenied: ("AccessDenied", 403, "Access Denied")
        case .unknownCredentials:
            ("InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records.")
        case .malformedSessionToken: ("InvalidToken", 400, "The provided token is malformed or otherwise invalid.")
        case .signatureMismatch:
            (
                "SignatureDoesNotMatch", 403,
                "The request signature we calculated does not match the signature you provided. Check your key and signing method."
            )
        case .incompleteSignature:
            ("AuthorizationHeaderMalformed", 400, "The authorization header that you provided is not valid.")
        case .sessionExpired: ("ExpiredToken", 400, "The provided token has expired.")
        case .clockSkew:
            ("RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large.")
        case .validation, .malformedInput: ("InvalidArgument", 400, "Invalid Argument")
        case .unknownOperation:
            ("NotImplemented", 400, "A header or query you provided implies functionality that is not implemented.")
        case .missingParameter: ("InvalidRequest", 400, "A required parameter is missing.")
        case .entityTooLarge:
            ("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size")
        case .throttled: ("SlowDown", 503, "Please reduce your request rate.")
        case .internalFailure: ("InternalError", 500, "We encountered an internal error. Please try again.")
        case .unavailable: ("ServiceUnavailable", 503, "Service is unable to handle request.")
        }
    }

    private static func ec2(_ fault: CommonFault) -> Entry {
        let unvalidated = "AWS was not able to validate the provided access credentials"
        return switch fault {
        case .missingAuthentication: ("AuthFailure", 401, unvalidated)
        case .unknownCredentials, .malformedSessionToken, .signatureMismatch: ("AuthFailure", 401, unvalidated)
        case .incompleteSignature: ("AuthFailure", 401, unvalidated)
        case .sessionExpired, .clockSkew: ("RequestExpired", 400, "Request has expired.")
        case .accessDenied: ("UnauthorizedOperation", 403, "You are not authorized to perform this operation.")
        case .validation: ("InvalidParameterValue", 400, "A value is not valid for its parameter.")
        case .malformedInput: ("MalformedQueryString", 400, "The query string contains a syntax error.")
        case .unknownOperation: ("InvalidAction", 400, "The action is not valid for this web service.")
        case .missingParameter: ("MissingParameter", 400, "The request is missing a required parameter.")
        case .entityTooLarge: ("RequestEntityTooLarge", 413, "The request is too large.")
        case .throttled: ("RequestLimitExceeded", 503, "Request limit exceeded.")
        case .internalFailure: ("InternalError", 500, "An internal error has occurred.")
        case .unavailable: ("Unavailable", 503, "The server is overloaded and can't handle the request.")
        }
    }
}
