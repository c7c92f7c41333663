import Ambient
import JSONTree

/// What EKS Auth's answers say.
enum EKSAuthAnswer {
    /// Reads an answer to `AssumeRoleForPodIdentity` (EKS Auth API 2023-11-26).
    static func read(_ answer: HTTPCall.Answer) -> Result<PodCredentials, UpstreamFailure> {
        let requestID = answer.header("x-amzn-requestid") ?? ""
        let json = try? JSON(parsing: answer.body)
        guard (200..<300).contains(answer.status) else {
            return .failure(failure(answer, json, requestID))
        }
        func missing(_ what: String) -> Result<PodCredentials, UpstreamFailure> {
            .failure(.undecodable(status: answer.status, requestID: requestID, reason: what))
        }
        guard let json else { return missing("its body is not JSON") }
        guard let given = json["credentials"], let key = given["accessKeyId"]?.string,
            let secret = given["secretAccessKey"]?.string, let session = given["sessionToken"]?.string,
            let expiration = expiration(given["expiration"])
        else { return missing("it has no whole credentials") }
        guard let arn = json["assumedRoleUser"]?["arn"]?.string else { return missing("it has no assumed role") }
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 6, parts[0] == "arn" else { return missing("its assumed role has no ARN") }
        return .success(
            PodCredentials(
                body: body(key, secret, session, account: String(parts[4]), expiration),
                expiration: expiration,
                roleARN: arn,
                roleID: json["assumedRoleUser"]?["assumeRoleId"]?.string ?? "",
                associationID: json["podIdentityAssociation"]?["associationId"]?.string ?? ""
            )
        )
    }

    /// Members in the order of AWS's agent; empty ones are left out.
    private static func body(
        _ key: String,
        _ secret: String,
        _ session: String,
        account: String,
        _ expiration: Timestamp
    ) -> [UInt8] {
        var object = JSONObject()
        for (name, value) in [
            ("AccessKeyId", key), ("SecretAccessKey", secret), ("Token", session), ("AccountId", account),
        ] where !value.isEmpty {
            object[name] = .string(value)
        }
        object["Expiration"] = .string(text(of: expiration))
        return JSON.object(object).serialized()
    }

    /// RFC 3339 in UTC with as many fractional digits as are not zero.
    static func text(of time: Timestamp) -> String {
        let whole = time.rfc3339.dropLast()
        let milliseconds = time.milliseconds - time.seconds * 1000
        guard milliseconds > 0 else { return time.rfc3339 }
        var digits = String(String(1000 + milliseconds).dropFirst())
        while digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)Z"
    }

    /// Seconds since 1970, fractions allowed.
    private static func expiration(_ value: JSON?) -> Timestamp? {
        guard case .number(let number) = value,
            let milliseconds = Int64(exactly: (number.double * 1000).rounded()), milliseconds.magnitude < 1 << 53
        else { return nil }
        return Timestamp(milliseconds: milliseconds)
    }

    private static func failure(_ answer: HTTPCall.Answer, _ json: JSON?, _ requestID: String) -> UpstreamFailure {
        let written = answer.header("x-amzn-errortype") ?? json?["code"]?.string ?? json?["__type"]?.string
        guard let written, let code = code(written) else {
            return .undecodable(status: answer.status, requestID: requestID, reason: "an error without a code")
        }
        return .refused(
            status: answer.status,
            requestID: requestID,
            code: code,
            message: json?["message"]?.string ?? json?["Message"]?.string ?? ""
        )
    }

    /// `prefix#Code:URL` without what surrounds the code.
    private static func code(_ written: String) -> String? {
        let code = written.prefix { $0 != ":" }.split(separator: "#").last.map(String.init) ?? ""
        return code.isEmpty ? nil : code
    }
}
