// What an AI assistant's web API logs, one line of each kind, and what its metrics are after them.

/// The lines that packaging/examples/ai-assistant.conf is made for.
enum AssistantLog {
    /// Times are naive and mean UTC; `isoformat()` writes no fraction where it is 0.
    static let lines = [
        #"{"timestamp": "2026-11-22T10:00:00", "level": "INFO", "message": "Application started"}"#,
        request("GET", "/chat", 200, 0.05),
        request("GET", "/chat?page=2", 200, 0.5),
        request("POST", "/users/17/files/5f0c7a52-6d7b-4b35-9f0e-0c8b1a2d3e4f", 201, 1.5),
        request("GET", "/chat", 404, 0.25, level: "WARNING"),
        request("POST", "/chat", 500, 11, level: "ERROR", message: "Request failed", errorType: "ValueError"),
        // As the middleware logs it, by way of Python's own logger.
        #"{"timestamp": "2026-11-22T10:00:02.5", "level": "ERROR", "message": "Request failed: boom", "#
            + #""module": "monitoring", "function": "__call__", "line": 97}"#,
        #"{"timestamp": "2026-11-22T10:00:03.000001", "level": "INFO", "message": "AI model call successful", "#
            + #""model": "gemini-2.0-flash-exp", "prompt_length": 61, "response_length": 404, "#
            + #""tokens": {"prompt": 15.6, "completion": 91.0}}"#,
        #"{"timestamp": "2026-11-22T10:00:04.100000", "level": "INFO", "message": "AI model call successful", "#
            + #""model": "gemini-2.0-flash-exp", "tokens": {"prompt": 10.4, "completion": 9.0}, "duration": 1.25}"#,
        #"{"timestamp": "2026-11-22T10:00:05.100000", "level": "ERROR", "message": "AI model call failed", "#
            + #""model": "gemini-2.0-pro", "error": "504 deadline", "error_type": "DeadlineExceeded", "duration": 30.5}"#,
        health(sessions: 7),
        // Has a model, but is no call of it.
        #"{"timestamp": "2026-11-22T10:00:07", "level": "INFO", "message": "Model chosen", "model": "gemini-2.0-pro"}"#,
        health(sessions: 3),
        #"{"timestamp": "2026-11-22T10:00:09", "level": "ERROR", "message": "Failed to get system info: é"}"#,
        "no JSON",
        #"{"timestamp": "2026-11-22T10:00:10", "level": "INFO", "message": "Application shutdown", "uptime": 10.0}"#,
    ]

    /// A request that was answered.
    static func request(
        _ method: String, _ endpoint: String, _ status: Int, _ seconds: Double, level: String = "INFO",
        message: String = "Request completed", errorType: String? = nil
    ) -> String {
        #"{"timestamp": "2026-11-22T10:00:01.000376", "level": "\#(level)", "message": "\#(message)", "#
            + #""method": "\#(method)", "endpoint": "\#(endpoint)", "status": \#(status), "duration": \#(seconds)"#
            + (errorType.map { #", "error_type": "\#($0)""# } ?? "") + "}"
    }

    private static func health(sessions: Int) -> String {
        #"{"timestamp": "2026-11-22T10:00:06.25", "level": "INFO", "message": "Health check performed", "#
            + #""status": "healthy", "system": {"cpu_percent": 3.5, "memory": {"total": 8, "percent": 41.0}}, "#
            + #""uptime": 6.2, "active_sessions": \#(sessions)}"#
    }

    /// The samples of the application's metrics after these lines, sorted.
    static let metrics = """
        active_sessions 3
        ai_model_calls_total{model="gemini-2.0-flash-exp",status="success"} 2
        ai_model_calls_total{model="gemini-2.0-pro",status="error"} 1
        ai_model_duration_seconds_bucket{model="gemini-2.0-flash-exp",le="+Inf"} 1
        ai_model_duration_seconds_bucket{model="gemini-2.0-flash-exp",le="0.5"} 0
        ai_model_duration_seconds_bucket{model="gemini-2.0-flash-exp",le="1"} 0
        ai_model_duration_seconds_bucket{model="gemini-2.0-flash-exp",le="10"} 1
        ai_model_duration_seconds_bucket{model="gemini-2.0-flash-exp",le="2"} 1
        ai_model_duration_seconds_bucket{model="gemini-2.0-flash-exp",le="30"} 1
        ai_model_duration_seconds_bucket{model="gemini-2.0-flash-exp",le="5"} 1
        ai_model_duration_seconds_bucket{model="gemini-2.0-pro",le="+Inf"} 1
        ai_model_duration_seconds_bucket{model="gemini-2.0-pro",le="0.5"} 0
        ai_model_duration_seconds_bucket{model="gemini-2.0-pro",le="1"} 0
        ai_model_duration_seconds_bucket{model="gemini-2.0-pro",le="10"} 0
        ai_model_duration_seconds_bucket{model="gemini-2.0-pro",le="2"} 0
        ai_model_duration_seconds_bucket{model="gemini-2.0-pro",le="30"} 0
        ai_model_duration_seconds_bucket{model="gemini-2.0-pro",le="5"} 0
        ai_model_duration_seconds_count{model="gemini-2.0-flash-exp"} 1
        ai_model_duration_seconds_count{model="gemini-2.0-pro"} 1
        ai_model_duration_seconds_sum{model="gemini-2.0-flash-exp"} 1.25
        ai_model_duration_seconds_sum{model="gemini-2.0-pro"} 30.5
        ai_tokens_used_total{model="gemini-2.0-flash-exp",type="completion"} 100
        ai_tokens_used_total{model="gemini-2.0-flash-exp",type="prompt"} 26
        errors_total{endpoint="/chat",error_type="ValueError"} 1
        errors_total{endpoint="ai_model",error_type="DeadlineExceeded"} 1
        errors_total{endpoint="unknown",error_type="Unknown"} 2
        http_request_duration_seconds_bucket{endpoint="/chat",method="GET",le="+Inf"} 3
        http_request_duration_seconds_bucket{endpoint="/chat",method="GET",le="0.1"} 1
        http_request_duration_seconds_bucket{endpoint="/chat",method="GET",le="0.5"} 3
        http_request_duration_seconds_bucket{endpoint="/chat",method="GET",le="1"} 3
        http_request_duration_seconds_bucket{endpoint="/chat",method="GET",le="10"} 3
        http_request_duration_seconds_bucket{endpoint="/chat",method="GET",le="2"} 3
        http_request_duration_seconds_bucket{endpoint="/chat",method="GET",le="5"} 3
        http_request_duration_seconds_bucket{endpoint="/chat",method="POST",le="+Inf"} 1
        http_request_duration_seconds_bucket{endpoint="/chat",method="POST",le="0.1"} 0
        http_request_duration_seconds_bucket{endpoint="/chat",method="POST",le="0.5"} 0
        http_request_duration_seconds_bucket{endpoint="/chat",method="POST",le="1"} 0
        http_request_duration_seconds_bucket{endpoint="/chat",method="POST",le="10"} 0
        http_request_duration_seconds_bucket{endpoint="/chat",method="POST",le="2"} 0
        http_request_duration_seconds_bucket{endpoint="/chat",method="POST",le="5"} 0
        http_request_duration_seconds_bucket{endpoint="/users/:id/files/:id",method="POST",le="+Inf"} 1
        http_request_duration_seconds_bucket{endpoint="/users/:id/files/:id",method="POST",le="0.1"} 0
        http_request_duration_seconds_bucket{endpoint="/users/:id/files/:id",method="POST",le="0.5"} 0
        http_request_duration_seconds_bucket{endpoint="/users/:id/files/:id",method="POST",le="1"} 0
        http_request_duration_seconds_bucket{endpoint="/users/:id/files/:id",method="POST",le="10"} 1
        http_request_duration_seconds_bucket{endpoint="/users/:id/files/:id",method="POST",le="2"} 1
        http_request_duration_seconds_bucket{endpoint="/users/:id/files/:id",method="POST",le="5"} 1
        http_request_duration_seconds_count{endpoint="/chat",method="GET"} 3
        http_request_duration_seconds_count{endpoint="/chat",method="POST"} 1
        http_request_duration_seconds_count{endpoint="/users/:id/files/:id",method="POST"} 1
        http_request_duration_seconds_sum{endpoint="/chat",method="GET"} 0.8
        http_request_duration_seconds_sum{endpoint="/chat",method="POST"} 11
        http_request_duration_seconds_sum{endpoint="/users/:id/files/:id",method="POST"} 1.5
        http_requests_total{endpoint="/chat",method="GET",status="200"} 2
        http_requests_total{endpoint="/chat",method="GET",status="404"} 1
        http_requests_total{endpoint="/chat",method="POST",status="500"} 1
        http_requests_total{endpoint="/users/:id/files/:id",method="POST",status="201"} 1
        """
}
