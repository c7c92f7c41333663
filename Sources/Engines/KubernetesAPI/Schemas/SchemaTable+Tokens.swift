extension SchemaTable {
    /// Tokens and who callers are.
    static let tokens = """
        = TokenReview: Asks whose a token is, and whether it is good.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec! TokenReviewSpec: What is wanted.
        status TokenReviewStatus: What was observed; the server fills it in.

        = TokenReviewSpec
        audiences [str]: Those that the token must be for one of; the API server if not given.
        token! str: The token.

        = TokenReviewStatus
        audiences [str]: Which of the asked audiences it is for.
        authenticated bool: Whether the token is good.
        error str: Why it could not be checked.
        user UserInfo: Whose it is.

        = UserInfo
        extra {[str]}
        groups [str]
        uid str
        username str

        = SelfSubjectReview: Asks who the caller is.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        status SelfSubjectReviewStatus: What was observed; the server fills it in.

        = SelfSubjectReviewStatus
        userInfo UserInfo

        = TokenRequest: Asks for a token of a service account.
        apiVersion str: The group and version of this form of the object.
        kind str: The kind of object.
        metadata ObjectMeta: Its name, labels, annotations and what the server keeps about it.
        spec TokenRequestSpec: What is wanted.
        status TokenRequestStatus: What was observed; the server fills it in.

        = TokenRequestSpec
        audiences [str]: Whom it is for; the API server if not given.
        boundObjectRef BoundObjectReference: A pod, secret or node with whose end the token ends.
        expirationSeconds long: How long it is good, at least 600; 3600 if not given.

        = BoundObjectReference
        apiVersion str
        kind str
        name str
        uid str

        = TokenRequestStatus
        expirationTimestamp Time: When it ends.
        token str: The token.
        """
}
