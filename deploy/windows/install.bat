@echo off
rem Makes .venv beside the program: from wheels\ without a network where that folder is there (make wheelhouse), else from the package index.
rem set PYTHON=C:\Python312\python.exe chooses the Python. /q: no pause.
chcp 65001 >nul
setlocal
set "PYTHONUTF8=1"
set "TOP=%~dp0"
if not exist "%TOP%requirements.txt" set "TOP=%~dp0..\..\"
cd /d "%TOP%"

set "NEWEST=99"
if exist wheels\ set "NEWEST=13"
set "CHECK=import struct, sys, venv; sys.exit(not ((3, 11) <= sys.version_info[:2] <= (3, %NEWEST%) and struct.calcsize('P') == 8))"
set "FOUND="
if defined PYTHON set FOUND="%PYTHON%"
if defined FOUND goto chosen
for %%V in (3.13 3.12 3.11) do if not defined FOUND py -%%V -c "%CHECK%" >nul 2>nul && set "FOUND=py -%%V"
if not defined FOUND set "FOUND=python"
:chosen
%FOUND% -c "%CHECK%" >nul 2>nul
if errorlevel 1 goto nopython

echo 正在安装，几分钟……
echo Installing, a few minutes...
%FOUND% -m venv --clear .venv
if errorlevel 1 goto failed
if exist wheels\ goto offline
.venv\Scripts\python.exe -m pip --disable-pip-version-check --quiet install -r requirements.txt
if errorlevel 1 goto failed
goto done

:offline
set "PIP_CONFIG_FILE=nul"
.venv\Scripts\python.exe -m pip --isolated --disable-pip-version-check --quiet install --no-index --find-links wheels -r requirements.txt
if errorlevel 1 goto failed

:done
.venv\Scripts\python.exe -c "import duckdb, streamlit"
if errorlevel 1 goto failed
echo 装好了。双击 deploy\windows\start.bat 启动。
echo Installed. Start it with deploy\windows\start.bat.
if /i not "%~1"=="/q" pause
exit /b 0

:nopython
echo 没有可用的 Python：要 3.11 至 3.13 的 64 位版本。
echo No usable Python: 3.11 to 3.13, 64 bit, is needed.
if /i not "%~1"=="/q" pause
exit /b 1

:failed
rmdir /s /q .venv 2>nul
echo 安装没有成功，原因见上面。
echo The installation failed; the reason stands above.
if /i not "%~1"=="/q" pause
exit /b 1
