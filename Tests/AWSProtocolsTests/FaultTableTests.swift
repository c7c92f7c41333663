import AWSProtocols
import Testing

/// The codes and statuses that clients of each service look for.
struct FaultTableTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let fault: CommonFault
        let sts: (String, Int)
        let eks: (String, Int)
        let s3: (String, Int)
        let ec2: (String, Int)
        let cloudTrail: (String, Int)

        var testDescription: String { "\(fault)" }
    }

    private static let rows: [Row] = [
        Row(
            fault: .missingAuthentication,
            sts: ("MissingAuthenticationToken", 403),
            eks: ("MissingAuthenticationTokenException", 403),
            s3: ("AccessDenied", 403),
            ec2: ("AuthFailure", 401),
            cloudTrail: ("MissingAuthenticationTokenException", 400)
        ),
        Row(
            fault: .unknownCredentials,
            sts: ("InvalidClientTokenId", 403),
            eks: ("UnrecognizedClientException", 403),
            s3: ("InvalidAccessKeyId", 403),
            ec2: ("AuthFailure", 401),
            cloudTrail: ("UnrecognizedClientException", 400)
        ),
        Row(
            fault: .malformedSessionToken,
            sts: ("InvalidClientTokenId", 403),
            eks: ("UnrecognizedClientException", 403),
            s3: ("InvalidToken", 400),
            ec2: ("AuthFailure", 401),
            cloudTrail: ("UnrecognizedClientException", 400)
        ),
        Row(
            fault: .signatureMismatch,
            sts: ("SignatureDoesNotMatch", 403),
            eks: ("InvalidSignatureException", 403),
            s3: ("SignatureDoesNotMatch", 403),
            ec2: ("AuthFailure", 401),
            cloudTrail: ("InvalidSignatureException", 400)
        ),
        Row(
            fault: .sessionExpired,
            sts: ("ExpiredToken", 403),
            eks: ("ExpiredTokenException", 403),
            s3: ("ExpiredToken", 400),
            ec2: ("RequestExpired", 400),
            cloudTrail: ("ExpiredTokenException", 400)
        ),
        Row(
            fault: .clockSkew,
            sts: ("SignatureDoesNotMatch", 403),
            eks: ("InvalidSignatureException", 403),
            s3: ("RequestTimeTooSkewed", 403),
            ec2: ("RequestExpired", 400),
            cloudTrail: ("InvalidSignatureException", 400)
        ),
        Row(
            fault: .accessDenied,
            sts: ("AccessDenied", 403),
            eks: ("AccessDeniedException", 403),
            s3: ("AccessDenied", 403),
            ec2: ("UnauthorizedOperation", 403),
            cloudTrail: ("AccessDeniedException", 400)
        ),
    ]

    @Test(arguments: rows)
    func `each service has its own code and status`(_ row: Row) {
        for (dialect, wanted) in [
            (ServiceDialect.sts, row.sts), (.iam, row.sts), (.eks, row.eks), (.s3, row.s3), (.ec2, row.ec2),
            (.cloudTrail, row.cloudTrail),
        ] {
            let (code, status, _) = dialect.resolve(Fault(row.fault))
            #expect(code == wanted.0, "\(dialect.name)")
            #expect(status == wanted.1, "\(dialect.name)")
        }
    }

    @Test(arguments: CommonFault.allCases)
    func `only faults of ours, and being too busy, are answered with 5xx`(_ fault: CommonFault) {
        for dialect in [ServiceDialect.sts, .iam, .eks, .s3, .ec2, .cloudTrail, .operator] {
            let (_, status, message) = dialect.resolve(Fault(fault))
            let mayBeOurs = [.internalFailure, .unavailable, .throttled].contains(fault)
            #expect(status < 500 || mayBeOurs, "\(dialect.name)")
            #expect(!message.isEmpty)
        }
    }
}
